export { beginEditedReplay } from "./begin-edited-replay.ts";
export { beginReplay } from "./begin-replay.ts";
export { cancelReplay, failReplay, finishReplay } from "./end-replay.ts";
export { findReplay } from "./find-replay.ts";
export { listReplays, listRunningReplays } from "./list-replays.ts";
export { listSelectedLetters } from "./list-selected-letters.ts";
export { type Replay, type ReplayRef, ReplayState } from "./replay.ts";
export {
  listSendingLetters,
  type ReplayLetter,
  type ReplayPageLimits,
  refuseLetters,
  settleSentLetters,
  takeReplayPage,
} from "./replay-page.ts";
