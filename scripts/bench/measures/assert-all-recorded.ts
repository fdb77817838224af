import { CommandFailure } from "../../local/command-failure.ts";

/** @throws CommandFailure where not every message became an activity: then nothing that was measured counts */
export async function assertAllRecorded(db: D1Database, messages: number): Promise<void> {
  const activities = await db
    .prepare("SELECT count(*) AS count FROM customer_activities")
    .first<number>("count");
  if (activities !== messages) {
    throw new CommandFailure(`Of ${messages} messages ${activities} were recorded.`);
  }
}
