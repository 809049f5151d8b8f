/**
 * The database's functions: each does in one round trip, and with one commit, what many callers want at once. Keys and counts are locked by their names,
 * the counts last, so that two transactions seldom stand in each other's way; where they do, one is undone and repeated. A text that was released stays
 * as it is: migrations take it from here, and a database that has it is not given another.
 */

/** SQLSTATE with which `begin_starts` refuses a process that the others have given up: such a one must not take calls. */
export const GIVEN_UP = "SG001";

/** A start, as `begin_starts` is given it. */
export const NEW_START = `
create type new_start as (
  number integer, app_id text, key text, body_hash text, most integer, connection_id text, conversation_id text, process_id text, name text,
  start_time timestamptz, dialing_at timestamptz, endpoint json, details json, answer json
)`;

/**
 * Lets starts in with their keys, within their apps' limits, or not at all. The row of their process stays locked against being given up until they are kept.
 * Answers for each `accepted`, `too-many`, or `known` with what its key was used for before: the row is locked, so it is still there.
 */
export const BEGIN_STARTS = `
create function begin_starts(starts json, expiry timestamptz)
returns table (number integer, decision text, key_state text, key_hash text, key_answer json)
language plpgsql as $$
#variable_conflict use_column
declare
  given new_start[] := array(select one from json_populate_recordset(null::new_start, starts) as one);
  claimed integer[];
  refused integer[] := '{}';
  app record;
  had integer;
begin
  perform 1 from processes where process_id = given[1].process_id for key share;
  if not found then
    raise exception 'the other processes have given this one up; it joins them again' using errcode = '${GIVEN_UP}';
  end if;

  with claim as (
    insert into idempotency_keys as known (app_id, key, state, body_hash, connection_id, answer, since)
    select app_id, key, 'running', body_hash, connection_id, answer, dialing_at from unnest(given) as one
    where key is not null
    order by app_id collate "C", key collate "C"
    on conflict (app_id, key) do update
    set state = 'running', body_hash = excluded.body_hash, connection_id = excluded.connection_id,
      answer = excluded.answer, since = excluded.since
    where known.since <= expiry and known.state <> 'running'
    returning connection_id
  )
  select array_agg(one.number) into claimed from unnest(given) as one
  where one.key is null or one.connection_id in (select connection_id from claim);

  return query
  select one.number, 'known'::text, known.state, known.body_hash, known.answer
  from unnest(given) as one
  join idempotency_keys as known on known.app_id = one.app_id and known.key = one.key
  where claimed is null or one.number <> all (claimed);

  -- Locked until the starts are kept, so that the app's others wait.
  for app in
    select app_id, array_agg(number order by number) as numbers, min(most) as most from unnest(given) as one
    where number = any (claimed) group by app_id order by app_id collate "C"
  loop
    insert into live_counts values (app.app_id, 0) on conflict do nothing;
    select live into had from live_counts where app_id = app.app_id for update;
    refused := refused || app.numbers[greatest(app.most - had, 0) + 1:];
    update live_counts set live = had + least(cardinality(app.numbers), greatest(app.most - had, 0))
    where app_id = app.app_id;
  end loop;

  if cardinality(refused) > 0 then
    delete from idempotency_keys using unnest(given) as one
    where one.number = any (refused) and idempotency_keys.app_id = one.app_id and idempotency_keys.key = one.key;
    return query select unnest(refused), 'too-many'::text, null::text, null::text, null::json;
  end if;

  insert into conversations (conversation_id, app_id, name, start_time)
  select conversation_id, app_id, name, start_time from unnest(given) as one
  where number = any (claimed) and number <> all (refused);
  return query
  with kept as (
    insert into connections (
      connection_id, conversation_id, app_id, process_id, state, dialing_at, endpoint, details, answer, idempotency_key
    )
    select connection_id, conversation_id, app_id, process_id, 'dialing', dialing_at, endpoint, details, answer, key from unnest(given) as one
    where number = any (claimed) and number <> all (refused)
    order by number
    returning connection_id
  )
  select one.number, 'accepted'::text, null::text, null::text, null::json
  from unnest(given) as one join kept using (connection_id);
end $$`;

/** The keys of these connections have their answers from now on. */
export const ANSWER_STARTS = `
create function answer_starts(connection_ids text[])
returns void
language plpgsql as $$
begin
  update idempotency_keys as keys set state = 'answered'
  from connections
  where connections.connection_id = any (connection_ids) and keys.app_id = connections.app_id
    and keys.key = connections.idempotency_key and keys.connection_id = connections.connection_id and keys.state = 'running';
end $$`;

/** Keeps new states of calls; the end of a call ends its conversation, is counted, and is told on the channel when there is one. One that has ended stays as it is. */
export const SAVE_CALLS = `
create function save_calls(calls json, channel text)
returns void
language plpgsql as $$
declare
  over record;
  ended_apps text[] := '{}';
begin
  for over in
    with changed as (
      update connections set
        state = one.state, cause = one.cause, dialing_at = one.dialing_at, ringing_at = one.ringing_at,
        answered_at = one.answered_at, dtmf_sent_at = one.dtmf_sent_at, ended_at = one.ended_at
      from json_to_recordset(calls) as one (
        connection_id text, state text, cause text, dialing_at timestamptz, ringing_at timestamptz, answered_at timestamptz,
        dtmf_sent_at timestamptz, ended_at timestamptz, notice text
      )
      where connections.connection_id = one.connection_id and connections.state <> 'ended'
      returning connections.app_id, connections.conversation_id, connections.ended_at, one.notice
    )
    select * from changed where ended_at is not null
  loop
    update conversations set end_time = over.ended_at where conversation_id = over.conversation_id;
    ended_apps := ended_apps || over.app_id;
    if channel is not null then
      perform pg_notify(channel, over.notice);
    end if;
  end loop;
  for over in select app_id, count(*)::integer as calls from unnest(ended_apps) as app_id group by app_id order by app_id collate "C" loop
    update live_counts set live = live - over.calls where app_id = over.app_id;
  end loop;
end $$`;

/** As `SAVE_CALLS`, and with what a person should know of the calls. */
export const SAVE_CALLS_WITH_WARNINGS = `
create or replace function save_calls(calls json, channel text)
returns void
language plpgsql as $$
declare
  over record;
  ended_apps text[] := '{}';
begin
  for over in
    with changed as (
      update connections set
        state = one.state, cause = one.cause, dialing_at = one.dialing_at, ringing_at = one.ringing_at,
        answered_at = one.answered_at, dtmf_sent_at = one.dtmf_sent_at, ended_at = one.ended_at, warnings = one.warnings
      from json_to_recordset(calls) as one (
        connection_id text, state text, cause text, dialing_at timestamptz, ringing_at timestamptz, answered_at timestamptz,
        dtmf_sent_at timestamptz, ended_at timestamptz, warnings json, notice text
      )
      where connections.connection_id = one.connection_id and connections.state <> 'ended'
      returning connections.app_id, connections.conversation_id, connections.ended_at, one.notice
    )
    select * from changed where ended_at is not null
  loop
    update conversations set end_time = over.ended_at where conversation_id = over.conversation_id;
    ended_apps := ended_apps || over.app_id;
    if channel is not null then
      perform pg_notify(channel, over.notice);
    end if;
  end loop;
  for over in select app_id, count(*)::integer as calls from unnest(ended_apps) as app_id group by app_id order by app_id collate "C" loop
    update live_counts set live = live - over.calls where app_id = over.app_id;
  end loop;
end $$`;
