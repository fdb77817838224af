export { listChannelsAt, type ProviderAddress } from "../channels/list-channels-at.ts";
export { beginEditedReplay } from "./begin-edited-replay.ts";
export { beginReplay } from "./begin-replay.ts";
export { countRecorded } from "./count-recorded.ts";
export { deleteFinishedReplays } from "./delete-finished-replays.ts";
export { cancelReplay, failReplay, finishReplay } from "./end-replay.ts";
export { findReplay } from "./find-replay.ts";
export { listReplays, listUnfinishedReplays } from "./list-replays.ts";
export { listSelectedLetters } from "./list-selected-letters.ts";
export { type Replay, type ReplayRef, ReplayState } from "./replay.ts";
export {
  listSendingLetters,
  noteSentAs,
  type ReplayLetter,
  type ReplayPageLimits,
  recordSentLetters,
  refuseLetters,
  type SentAs,
  takeReplayPage,
} from "./replay-page.ts";
