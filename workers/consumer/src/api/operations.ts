import { CrmSystem, MappingStatus, MessageChannel, SyncStatus } from "@coccinelle/core";
import { DeadLetterDeed, DeadLetterReason, DeadLetterStatus, KeyRole, ReplayState } from "@coccinelle/db";
import type { Operation } from "./frame/operation.ts";
import { activityOperations } from "./resources/activities.ts";
import { auditOperations } from "./resources/audit.ts";
import { channelOperations } from "./resources/channels/channels.ts";
import { customerOperations } from "./resources/customers.ts";
import { deadLetterOperations } from "./resources/dead-letters/dead-letters.ts";
import { replayOperations } from "./resources/dead-letters/replays.ts";
import { integrationOperations } from "./resources/integrations/integrations.ts";
import { keyOperations } from "./resources/keys.ts";
import { noteOperations } from "./resources/notes.ts";
import { overviewOperations } from "./resources/overview.ts";
import { tagOperations } from "./resources/tags.ts";

/** All operations of the API. Its routes, rights, audit and description are made from this list. */
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

/** Schemas of values that several operations share, by their names in the description of the API. */
export const sharedValues = {
  CrmSystem,
  DeadLetterDeed,
  DeadLetterReason,
  DeadLetterStatus,
  KeyRole,
  MappingStatus,
  MessageChannel,
  ReplayState,
  SyncStatus,
};
