import type { RecordStore } from "../records/record-store.ts";
import type { FieldDefinition } from "./field-definition.ts";
import type { ObjectType } from "./object-type.ts";
import type { Schema } from "./schema.ts";

/** Field-level security: a user sees a custom field only through an assigned permission set. */
export class FieldAccess {
  readonly #store: RecordStore;
  readonly #schema: Schema;
  readonly #getUserId: () => string;
  #readable = new Set<string>();
  #editable = new Set<string>();

  constructor(store: RecordStore, schema: Schema, getUserId: () => string) {
    this.#store = store;
    this.#schema = schema;
    this.#getUserId = getUserId;
  }

  /** Reads the permissions again. Each call does so, because the calls before it may have changed them. */
  refresh(): void {
    const userId = this.#getUserId();
    const assigned = new Set(
      this.#store
        .list("PermissionSetAssignment")
        .filter(({ values }) => values.AssigneeId === userId && values.IsDeleted !== true)
        .map(({ values }) => values.PermissionSetId),
    );
    const granted = this.#store
      .list("FieldPermissions")
      .filter(({ values }) => assigned.has(values.ParentId ?? null) && values.IsDeleted !== true);
    const namesWith = (permission: string) =>
      new Set(
        granted
          .filter(({ values }) => values[permission] === true)
          .map(({ values }) => String(values.Field).toLowerCase()),
      );
    this.#readable = namesWith("PermissionsRead");
    this.#editable = namesWith("PermissionsEdit");
  }

  /** Finds a field that the API user may see. */
  findVisible(type: ObjectType, name: string): FieldDefinition | undefined {
    const field = this.#schema.find(type, name);
    return field && this.#isGranted(type, field, this.#readable) ? field : undefined;
  }

  listVisible(type: ObjectType): FieldDefinition[] {
    return this.#schema.list(type).filter((field) => this.#isGranted(type, field, this.#readable));
  }

  canEdit(type: ObjectType, field: FieldDefinition): boolean {
    return this.#isGranted(type, field, this.#editable);
  }

  #isGranted(type: ObjectType, { custom, name }: FieldDefinition, granted: Set<string>): boolean {
    if (!custom) return true;
    // A person account shows its contact's fields, whose permissions are the contact's.
    const path = name.endsWith("__pc") ? `Contact.${name.replace(/__pc$/, "__c")}` : `${type}.${name}`;
    return granted.has(path.toLowerCase());
  }
}
