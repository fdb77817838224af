import type { RemoteValues } from "../records/write-result.ts";
import type { FittedField, PropertyForm } from "./field-plan.ts";
import { digest, type Memo, type Origin } from "./memo.ts";

/** Values by property, as they go out. */
export type Properties = Record<string, string>;

/** The properties of a new contact. */
export function chooseForCreation(fields: readonly FittedField[]): Properties {
  return toProperties(fields.filter(({ rules }) => rules.created !== "never"));
}

/**
 * Whether a field's rule can only be followed with the values that the record has in the CRM.
 *
 * @param stage the record's stage in the CRM; null where it is not known
 */
export function needsRemote(fields: readonly FittedField[], memo: Memo, stage: string | null): boolean {
  return fields.some(
    (field) =>
      hasChanged(field, memo) &&
      ((field.sent === "forward" && stage === null) ||
        ["only-if-blank", "theirs-if-set"].includes(field.rules[memo.origin])),
  );
}

/** The facts that decide which fields of a record are updated. */
export interface UpdateGround {
  origin: Origin;
  /** The memo of the last push; null where none is known. */
  memo: Memo | null;
  /** The record's values in the CRM; null where no rule needs them (`needsRemote`). */
  remote: RemoteValues | null;
  /** The record's last known stage; null where none is known. The stage in `remote` goes before it. */
  stage: string | null;
}

/** The properties that an update of a contact sends. */
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

/** By the order of the property's options. A stage that is not among the options, or not known, stays. */
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
