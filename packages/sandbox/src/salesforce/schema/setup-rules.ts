import type { Org } from "../access/org.ts";
import { RowRefusal } from "../api/salesforce-error.ts";
import type { FieldValues, SObjectRecord } from "../records/sobject-record.ts";
import type { ObjectType } from "./object-type.ts";
import { findObjectType } from "./object-type.ts";

/** The fields whose values together are unique, and the code of the refusal. */
const KEYS: Partial<Record<ObjectType, { fields: string[]; errorCode: string }>> = {
  PermissionSet: { fields: ["Name"], errorCode: "DUPLICATE_DEVELOPER_NAME" },
  PermissionSetAssignment: { fields: ["PermissionSetId", "AssigneeId"], errorCode: "DUPLICATE_VALUE" },
  FieldPermissions: { fields: ["ParentId", "Field"], errorCode: "DUPLICATE_VALUE" },
};

/** @throws RowRefusal for permissions that exist already, or are of no custom field */
export function checkSetup(
  org: Org,
  type: ObjectType,
  record: SObjectRecord | undefined,
  result: FieldValues,
): void {
  const key = KEYS[type];
  if (!key) return;
  if (type === "FieldPermissions") checkFieldPermissions(org, result);
  const same = org.store
    .list(type)
    .find(
      ({ id, values }) =>
        id !== record?.id &&
        values.IsDeleted !== true &&
        key.fields.every((field) => values[field] === result[field]),
    );
  if (!same) return;
  throw new RowRefusal(
    key.errorCode,
    `duplicate value found: ${key.fields.join(", ")} duplicates value on record with id: ${same.id}`,
  );
}

function checkFieldPermissions(
  org: Org,
  { SobjectType, Field, PermissionsRead, PermissionsEdit }: FieldValues,
) {
  const type = findObjectType(String(SobjectType));
  const [objectName, name = ""] = String(Field).split(".");
  const field = type && objectName === type ? org.schema.find(type, name) : undefined;
  if (!field?.custom) {
    throw new RowRefusal(
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
      `Field Name: bad value for restricted picklist field: ${Field}`,
      { fields: ["Field"] },
    );
  }
  if (PermissionsEdit === true && PermissionsRead !== true) {
    throw new RowRefusal("FIELD_INTEGRITY_EXCEPTION", "a field that can be edited has to be readable", {
      fields: ["PermissionsEdit"],
    });
  }
}
