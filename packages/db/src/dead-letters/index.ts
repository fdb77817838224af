export { countSelection, type SelectionCounts } from "./count-selection.ts";
export {
  type DeadLetter,
  DeadLetterReason,
  DeadLetterStatus,
  type Operator,
  type OperatorAct,
} from "./dead-letter.ts";
export { DeadLetterDeed, type DeadLetterHistoryEntry } from "./dead-letter-history.ts";
export type { DeadLetterFilter, DeadLetterSelection } from "./dead-letter-selection.ts";
export { deleteSettledDeadLetters } from "./delete-settled-dead-letters.ts";
export { discardDeadLetters } from "./discard-dead-letters.ts";
export { type DeadLetterWithHistory, findDeadLetter } from "./find-dead-letter.ts";
export { listDeadLetters } from "./list-dead-letters.ts";
export { type ParkedEvent, parkEvents } from "./park-events.ts";
