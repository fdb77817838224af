import { CommandFailure } from "../../local/command-failure.ts";

/**
 * Checks that every message became an activity, since the measures count only then.
 *
 * @throws CommandFailure where a message is missing
 */
export async function assertAllRecorded(db: D1Database, messages: number): Promise<void> {
  const activities = await db
    .prepare("SELECT count(*) AS count FROM customer_activities")
    .first<number>("count");
  if (activities !== messages) {
    throw new CommandFailure(`Of ${messages} messages ${activities} were recorded.`);
  }
}
