import { chunk } from "../chunk.ts";
import { MAX_COLLECTION_SIZE, type SalesforceApi } from "./salesforce-api.ts";
import { SalesforceRefusal } from "./salesforce-refusal.ts";

/** The permission set that set-up makes, and an administrator finds again. */
export const PERMISSION_SET_NAME = "Coccinelle_Sync";

/** A field as permissions name it: `Contact` and `Contact.Coccinelle_Segment__c`. */
export interface FieldPath {
  object: string;
  field: string;
}

/**
 * Lets the user of the API see and edit fields, by a permission set of ours. A new field is nobody's to see,
 * not even its maker's.
 *
 * @returns false where the user may not grant it; what it may see afterwards is for describes to tell
 */
export async function grantAccess(
  api: SalesforceApi,
  userId: string,
  fields: readonly FieldPath[],
): Promise<boolean> {
  try {
    const setId = await getPermissionSet(api);
    const rows = fields.map(({ object, field }) => ({
      ParentId: setId,
      SobjectType: object,
      Field: `${object}.${field}`,
      PermissionsRead: true,
      PermissionsEdit: true,
    }));
    for (const part of chunk(rows, MAX_COLLECTION_SIZE)) await api.createRecords("FieldPermissions", part);
    await api.createRecords("PermissionSetAssignment", [{ PermissionSetId: setId, AssigneeId: userId }]);
    return true;
  } catch (error) {
    if (error instanceof SalesforceRefusal) return false;
    throw error;
  }
}

async function getPermissionSet(api: SalesforceApi): Promise<string> {
  const soql = `SELECT Id FROM PermissionSet WHERE Name = '${PERMISSION_SET_NAME}'`;
  const [there] = await api.query(soql);
  if (there) return there.id;
  return api.createRecord("PermissionSet", {
    Name: PERMISSION_SET_NAME,
    Label: "Coccinelle sync",
    Description: "Lets the sync see and edit the fields that are its own.",
  });
}
