/**
 * Runs tasks one after the other, also the tasks after one that failed.
 *
 * @throws the failure where there is one, or an AggregateError of several
 */
export async function runNightly(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const task of tasks) {
    try {
      await task();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "several nightly tasks failed");
}
