/**
 * Runs tasks one after the other; one that fails does not keep the others from running.
 *
 * @throws the only failure, or an AggregateError of all
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
