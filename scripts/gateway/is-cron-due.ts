/**
 * Whether a cron expression names this minute in UTC. Minutes and hours may be `*`, a number, a list or a step. The
 * expression has to name every day.
 *
 * @throws Error on any other expression
 */
export function isCronDue(cron: string, time: Date): boolean {
  const [minute = "", hour = "", ...days] = cron.split(" ");
  if (days.join(" ") !== "* * *") throw new Error(`cron "${cron}" is not for every day`);
  return matches(minute, time.getUTCMinutes()) && matches(hour, time.getUTCHours());
}

function matches(field: string, value: number): boolean {
  return field.split(",").some((part) => {
    const [, step, number] = /^(?:\*(?:\/([1-9]\d*))?|(\d+))$/.exec(part) ?? [];
    if (number !== undefined) return Number(number) === value;
    if (step !== undefined) return value % Number(step) === 0;
    if (part === "*") return true;
    throw new Error(`cron field "${field}" is not understood`);
  });
}
