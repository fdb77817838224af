import type { FieldDefinition } from "./field-definition.ts";
import { ObjectType } from "./object-type.ts";
import { listStandardFields, type SchemaFeatures } from "./standard-fields.ts";

/** The fields of every object: the standard ones and those that were created. */
export class Schema {
  readonly #features: SchemaFeatures;
  #fields = new Map<ObjectType, Map<string, FieldDefinition>>();
  #custom = new Map<ObjectType, FieldDefinition[]>();

  constructor(features: SchemaFeatures) {
    this.#features = features;
  }

  get hasPersonAccounts(): boolean {
    return this.#features.personAccounts;
  }

  /** Names of fields are the same in any case. */
  find(type: ObjectType, name: string): FieldDefinition | undefined {
    return this.#fieldsOf(type).get(name.toLowerCase());
  }

  list(type: ObjectType): FieldDefinition[] {
    return [...this.#fieldsOf(type).values()];
  }

  addCustom(type: ObjectType, field: FieldDefinition): void {
    this.#custom.set(type, [...(this.#custom.get(type) ?? []), field]);
    this.#fields.clear();
  }

  exportCustom(): Partial<Record<ObjectType, FieldDefinition[]>> {
    return Object.fromEntries(this.#custom);
  }

  importCustom(custom: Partial<Record<ObjectType, FieldDefinition[]>>): void {
    this.#custom = new Map(
      ObjectType.options.flatMap((type) => (custom[type] ? [[type, custom[type]]] : [])),
    );
    this.#fields.clear();
  }

  #fieldsOf(type: ObjectType): Map<string, FieldDefinition> {
    const known = this.#fields.get(type);
    if (known) return known;
    const fields = [
      ...listStandardFields(type, this.#features),
      ...(this.#custom.get(type) ?? []),
      ...this.#personFields(type),
    ];
    const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
    this.#fields.set(type, byName);
    return byName;
  }

  /** A contact's custom fields are a person account's, too, under `…__pc`. */
  #personFields(type: ObjectType): FieldDefinition[] {
    if (type !== "Account" || !this.#features.personAccounts) return [];
    return (this.#custom.get("Contact") ?? []).map((field) => ({
      ...field,
      name: toPersonFieldName(field.name),
    }));
  }
}

export function toPersonFieldName(contactFieldName: string): string {
  return contactFieldName.replace(/__c$/, "__pc");
}
