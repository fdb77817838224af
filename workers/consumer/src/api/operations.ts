import { activityOperations } from "./activities.ts";
import { auditOperations } from "./audit.ts";
import { channelOperations } from "./channels.ts";
import { customerOperations } from "./customers.ts";
import { deadLetterOperations } from "./dead-letters.ts";
import { integrationOperations } from "./integrations.ts";
import { keyOperations } from "./keys.ts";
import { noteOperations } from "./notes.ts";
import type { Operation } from "./operation.ts";
import { overviewOperations } from "./overview.ts";
import { replayOperations } from "./replays.ts";
import { tagOperations } from "./tags.ts";

/** All that the API does. Who may do it, what the audit tells and what the description says follow from this list. */
export const operations: readonly Operation[] = [
  ...overviewOperations,
  ...channelOperations,
  ...customerOperations,
  ...noteOperations,
  ...activityOperations,
  ...tagOperations,
  ...deadLetterOperations,
  ...replayOperations,
  ...integrationOperations,
  ...keyOperations,
  ...auditOperations,
];
