import { HubspotError } from "../api/hubspot-error.ts";
import { ObjectType } from "../objects/object-type.ts";
import { DEFAULT_PROPERTIES } from "./default-properties.ts";
import type { PropertyDefinition } from "./property-definition.ts";

/** The schema of each object type: HubSpot's own properties and those that were created. */
export class PropertyCatalog {
  #created = new Map<ObjectType, Map<string, PropertyDefinition>>();

  find(type: ObjectType, name: string): PropertyDefinition | undefined {
    return (
      this.#created.get(type)?.get(name) ??
      DEFAULT_PROPERTIES[type].find((property) => property.name === name)
    );
  }

  list(type: ObjectType): PropertyDefinition[] {
    return [...DEFAULT_PROPERTIES[type], ...this.listCreated(type)];
  }

  listCreated(type: ObjectType): PropertyDefinition[] {
    return [...(this.#created.get(type)?.values() ?? [])];
  }

  create(type: ObjectType, definition: PropertyDefinition): void {
    if (this.find(type, definition.name)) {
      throw new HubspotError(409, `A property named '${definition.name}' already exists.`, {
        category: "OBJECT_ALREADY_EXISTS",
        subCategory: "Properties.PROPERTY_EXISTS",
        context: { name: [definition.name] },
      });
    }
    const created = this.#created.get(type) ?? new Map<string, PropertyDefinition>();
    this.#created.set(type, created.set(definition.name, definition));
  }

  /** The properties with unique values. The e-mail address of a contact is one. */
  uniqueNames(type: ObjectType): string[] {
    const created = this.listCreated(type).filter(({ hasUniqueValue }) => hasUniqueValue);
    return [...(type === "contacts" ? ["email"] : []), ...created.map(({ name }) => name)];
  }

  exportCreated(): Record<ObjectType, PropertyDefinition[]> {
    return {
      contacts: this.listCreated("contacts"),
      communications: this.listCreated("communications"),
      calls: this.listCreated("calls"),
      emails: this.listCreated("emails"),
      notes: this.listCreated("notes"),
    };
  }

  importCreated(created: Record<ObjectType, PropertyDefinition[]>): void {
    this.#created = new Map(
      ObjectType.options.map((type) => [
        type,
        new Map(created[type].map((definition) => [definition.name, definition])),
      ]),
    );
  }
}
