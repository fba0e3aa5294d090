const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment to the minute, in UTC as schedules are: `2026-07-01 23:00 UTC`. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A length of time in its largest units: `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d`. */
export function length(milliseconds: number): string {
  const rest = (unit: number, below: number): number => Math.floor((milliseconds % unit) / below);
  if (milliseconds < 10 * SECOND) return `${(Math.max(0, milliseconds) / SECOND).toFixed(1)} s`;
  if (milliseconds < MINUTE) return `${Math.round(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min ${rest(MINUTE, SECOND)} s`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)} h ${rest(HOUR, MINUTE)} min`;
  return `${Math.floor(milliseconds / DAY)} d ${rest(DAY, HOUR)} h`;
}

/** How long ago something was: `3 min ago`. */
export function ago(then: Date, now: Date): string {
  const passed = now.getTime() - then.getTime();
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  return `${Math.floor(passed / DAY)} d ago`;
}
