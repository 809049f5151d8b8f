// Loaded before a program (`node --require`): its wall clock is off by CLOCK_AHEAD_MS, the monotonic one runs on.
const ahead = Number(process.env.CLOCK_AHEAD_MS);
const TrueDate = Date;

globalThis.Date = class ShiftedDate extends TrueDate {
  constructor(...parts) {
    if (parts.length === 0) super(TrueDate.now() + ahead);
    else super(...parts);
  }

  static now() {
    return TrueDate.now() + ahead;
  }
};
