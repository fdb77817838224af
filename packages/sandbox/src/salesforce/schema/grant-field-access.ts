import type { Org } from "../access/org.ts";
import { createRecord } from "../records/save-record.ts";
import type { ObjectType } from "./object-type.ts";

/** The permission set that the API user has from the beginning. */
const PERMISSION_SET = "Api_User";

/** Lets the API user see and edit a field, as an administrator does. */
export function grantFieldAccess(org: Org, type: ObjectType, name: string): void {
  const values = {
    ParentId: getPermissionSetId(org),
    SobjectType: type,
    Field: `${type}.${name}`,
    PermissionsRead: true,
    PermissionsEdit: true,
  };
  createRecord(org, "FieldPermissions", values, org.userId);
}

function getPermissionSetId(org: Org): string {
  const known = org.store.list("PermissionSet").find(({ values }) => values.Name === PERMISSION_SET);
  if (known) return known.id;
  const set = createRecord(org, "PermissionSet", { Name: PERMISSION_SET, Label: "API user" }, org.userId);
  const assignment = { PermissionSetId: set.id, AssigneeId: org.userId };
  createRecord(org, "PermissionSetAssignment", assignment, org.userId);
  return set.id;
}
