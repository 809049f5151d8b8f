/**
 * The database's functions: each does in one round trip, and with one commit, what many callers want at once. Every transaction takes locks in one
 * order (keys, connections, counts; each by its name), so that two of them seldom stand in each other's way.
 */

/** SQLSTATE with which `begin_starts` refuses a process that the others have given up: such a one must not take calls. */
export const GIVEN_UP = "SG001";

/**
 * Lets starts in with their keys, within their apps' limits, or not at all. The row of their process stays locked against being given up until they are kept.
 * Answers `accepted` or `too-many` for each, or `known` with what its key was used for before.
 */
export const BEGIN_STARTS = `
create function begin_starts(starts json, expiry timestamptz)
returns table (number integer, decision text, key_state text, key_hash text, key_answer json)
language plpgsql as $$
declare
  start record;
  known record;
  claimed integer[] := '{}';
begin
  perform 1 from processes where process_id = starts->0->>'process_id' for key share;
  if not found then
    raise exception 'the other processes have given this one up; it joins them again' using errcode = '${GIVEN_UP}';
  end if;

  for start in
    select * from json_to_recordset(starts) as one (
      number integer, app_id text, key text, body_hash text, connection_id text, answer json, dialing_at timestamptz
    )
    order by one.app_id, one.key, one.number
  loop
    if start.key is null then
      claimed := claimed || start.number;
      continue;
    end if;
    loop
      insert into idempotency_keys as known_keys (app_id, key, state, body_hash, connection_id, answer, since)
      values (start.app_id, start.key, 'running', start.body_hash, start.connection_id, start.answer, start.dialing_at)
      on conflict (app_id, key) do update
      set state = 'running', body_hash = excluded.body_hash, connection_id = excluded.connection_id,
        answer = excluded.answer, since = excluded.since
      where known_keys.since <= expiry and known_keys.state <> 'running';
      if found then
        claimed := claimed || start.number;
        exit;
      end if;
      select state, body_hash, answer into known from idempotency_keys
      where app_id = start.app_id and key = start.key and (since > expiry or state = 'running');
      -- Given back between the two statements: it can be had after all.
      if found then
        return query select start.number, 'known'::text, known.state, known.body_hash, known.answer;
        exit;
      end if;
    end loop;
  end loop;

  for start in
    select * from json_to_recordset(starts) as one (
      number integer, app_id text, key text, most integer, connection_id text, conversation_id text, process_id text, name text,
      start_time timestamptz, dialing_at timestamptz, endpoint json, details json, answer json
    )
    where one.number = any (claimed)
    order by one.app_id, one.number
  loop
    -- Makes the app's other starts wait until these are kept.
    insert into live_counts values (start.app_id, 1)
    on conflict (app_id) do update set live = live_counts.live + 1 where live_counts.live < start.most;
    if not found then
      delete from idempotency_keys where app_id = start.app_id and key = start.key;
      return query select start.number, 'too-many'::text, null::text, null::text, null::json;
      continue;
    end if;
    insert into conversations (conversation_id, app_id, name, start_time)
    values (start.conversation_id, start.app_id, start.name, start.start_time);
    insert into connections (
      connection_id, conversation_id, app_id, process_id, state, dialing_at, endpoint, details, answer, idempotency_key
    ) values (
      start.connection_id, start.conversation_id, start.app_id, start.process_id, 'dialing', start.dialing_at,
      start.endpoint, start.details, start.answer, start.key
    );
    return query select start.number, 'accepted'::text, null::text, null::text, null::json;
  end loop;
end $$`;

/** Keeps new states of calls; the end of a call ends its conversation, is counted, and is told on the channel when there is one. One that has ended stays as it is. */
export const SAVE_CALLS = `
create function save_calls(calls json, channel text)
returns void
language plpgsql as $$
declare
  call record;
  kept record;
  ended_apps text[] := '{}';
begin
  for call in
    select * from json_to_recordset(calls) as one (
      connection_id text, state text, cause text, dialing_at timestamptz, ringing_at timestamptz, answered_at timestamptz,
      dtmf_sent_at timestamptz, ended_at timestamptz, notice text
    )
    order by one.connection_id
  loop
    update connections set
      state = call.state, cause = call.cause, dialing_at = call.dialing_at, ringing_at = call.ringing_at,
      answered_at = call.answered_at, dtmf_sent_at = call.dtmf_sent_at, ended_at = call.ended_at
    where connection_id = call.connection_id and state <> 'ended'
    returning app_id, conversation_id into kept;
    if not found or call.state <> 'ended' then
      continue;
    end if;
    update conversations set end_time = call.ended_at where conversation_id = kept.conversation_id;
    ended_apps := ended_apps || kept.app_id;
    if channel is not null then
      perform pg_notify(channel, call.notice);
    end if;
  end loop;
  for call in select app, count(*)::integer as ended from unnest(ended_apps) as app group by app order by app loop
    update live_counts set live = live - call.ended where app_id = call.app;
  end loop;
end $$`;
