import type { RemoteValues } from "../records/write-result.ts";
import type { FittedField, PropertyForm } from "./field-plan.ts";
import { digest, type Memo, type Origin } from "./memo.ts";

/** Values by property, as they go out. */
export type Properties = Record<string, string>;

/** What goes out with a new contact. */
export function chooseForCreation(fields: readonly FittedField[]): Properties {
  return toProperties(fields.filter(({ rules }) => rules.created !== "never"));
}

/**
 * Whether a rule can only be followed by who knows the values there.
 *
 * @param stage the one there, null where it is not known
 */
export function needsRemote(fields: readonly FittedField[], memo: Memo, stage: string | null): boolean {
  return fields.some(
    (field) =>
      hasChanged(field, memo) &&
      ((field.sent === "forward" && stage === null) ||
        ["only-if-blank", "theirs-if-set"].includes(field.rules[memo.origin])),
  );
}

/** What decides on an update. */
export interface UpdateGround {
  origin: Origin;
  /** Of the last push; null where nothing is known of one. */
  memo: Memo | null;
  /** Null where nothing depends on it, see `needsRemote`. */
  remote: RemoteValues | null;
  /** The stage there as it was last known; null where it is not. What `remote` says goes before it. */
  stage: string | null;
}

/** What goes out to a contact that is there. */
export function chooseForUpdate(fields: readonly FittedField[], ground: UpdateGround): Properties {
  return toProperties(fields.filter((field) => field.sent !== "creation" && isSent(field, ground)));
}

function isSent(field: FittedField, { origin, memo, remote, stage }: UpdateGround): boolean {
  const theirs = remote?.[field.property] ?? "";
  switch (field.rules[origin]) {
    case "never":
      return false;
    case "ours":
      if (field.sent === "always") return true;
      if (field.sent === "forward" && !isForward(field, remote === null ? stage : theirs)) return false;
      return hasChanged(field, memo);
    case "only-if-blank":
      return remote !== null && theirs === "";
    case "theirs-if-set":
      return remote !== null && (theirs === "" || digest(theirs) === memo?.digests[field.name]);
  }
}

function hasChanged({ name, value }: FittedField, memo: Memo | null): boolean {
  return memo?.digests[name] !== digest(value);
}

/** By the order of the property's options; a stage that is not among them, or not known, is left alone. */
function isForward({ definition, value }: FittedField, theirs: string | null): boolean {
  if (theirs === null) return false;
  if (theirs === "") return true;
  const position = positionOf(definition, theirs);
  return position >= 0 && position < positionOf(definition, value);
}

function positionOf({ options }: PropertyForm, value: string): number {
  return options.findIndex((option) => option.value === value);
}

function toProperties(fields: readonly FittedField[]): Properties {
  return Object.fromEntries(fields.map(({ property, value }) => [property, value]));
}
