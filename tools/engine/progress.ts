/** Where a person sees what is going on. One piece of work at a time. */
export interface Progress {
  /** A line that stays. */
  say(text: string): void;
  /** Starts a piece of work; its line shows the time that has passed. */
  begin(label: string): void;
  /** What is known about the work now: a count, a size. Never a guess. */
  detail(text: string): void;
  /** Ends the piece of work, with a last line that stays. */
  end(outcome: string): void;
}

export const silent: Progress = { say() {}, begin() {}, detail() {}, end() {} };

/** `1:05`, `12:00`, `1:00:09`. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The one line of running work, cut to the width of the terminal so that it can be overwritten. */
export function workLine(label: string, milliseconds: number, detail: string, columns?: number): string {
  const line = [`${label} … ${clock(milliseconds)}`, detail].filter(Boolean).join(", ");
  return columns !== undefined && line.length >= columns ? `${line.slice(0, Math.max(0, columns - 2))}…` : line;
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** On a terminal one line is rewritten every second; elsewhere (a CI log) a whole line comes every few seconds. */
export function progressOn(screen: Screen, intervals = { terminal: 1000, log: 5000 }): Progress {
  const terminal = screen.isTTY === true;
  let work: { label: string; since: number; detail: string; timer: NodeJS.Timeout } | undefined;

  const show = (): void => {
    if (!work) return;
    const line = workLine(
      work.label,
      Date.now() - work.since,
      work.detail,
      terminal ? screen.columns || 80 : undefined,
    );
    screen.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  const stop = (): void => {
    if (!work) return;
    clearInterval(work.timer);
    if (terminal) screen.write("\r\x1b[2K");
    work = undefined;
  };

  return {
    say(text) {
      if (terminal && work) screen.write("\r\x1b[2K");
      screen.write(`${text}\n`);
      if (terminal) show();
    },
    begin(label) {
      stop();
      const timer = setInterval(show, terminal ? intervals.terminal : intervals.log);
      timer.unref();
      work = { label, since: Date.now(), detail: "", timer };
      show();
    },
    detail(text) {
      if (work) work.detail = text;
    },
    end(outcome) {
      const took = work ? ` (${clock(Date.now() - work.since)})` : "";
      stop();
      screen.write(`${outcome}${took}\n`);
    },
  };
}
