import { TransientError } from "@coccinelle/core";
import { chunk } from "../../http/chunk.ts";
import { classifyRefusals } from "../api/classify-refusals.ts";
import { MAX_COLLECTION_SIZE, type RecordFields, type SalesforceApi } from "../api/salesforce-api.ts";
import { SalesforceRefusal } from "../api/salesforce-refusal.ts";

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
 * @throws TransientError where another write holds a record, and the same may be permitted a moment later
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
    for (const part of chunk(rows, MAX_COLLECTION_SIZE)) await grantRows(api, "FieldPermissions", part);
    await grantRows(api, "PermissionSetAssignment", [{ PermissionSetId: setId, AssigneeId: userId }]);
    return true;
  } catch (error) {
    if (error instanceof SalesforceRefusal) return false;
    throw error;
  }
}

/** What is there already, or not permitted, stays as it is. */
async function grantRows(api: SalesforceApi, type: string, rows: readonly RecordFields[]): Promise<void> {
  const kinds = (await api.createRecords(type, rows)).map(({ errors }) => classifyRefusals(errors));
  // Without this, customers would go there without the fields, and not again once these are granted.
  if (kinds.includes("locked")) {
    throw new TransientError("Salesforce was busy while access to the fields was granted");
  }
}

async function getPermissionSet(api: SalesforceApi): Promise<string> {
  const soql = `SELECT Id FROM PermissionSet WHERE Name = '${PERMISSION_SET_NAME}'`;
  const [there] = await api.query(soql);
  if (there) return there.id;
  try {
    return await api.createRecord("PermissionSet", {
      Name: PERMISSION_SET_NAME,
      Label: "Coccinelle sync",
      Description: "Lets the sync see and edit the fields that are its own.",
    });
  } catch (error) {
    // Another set-up may have made it meanwhile.
    const [made] = error instanceof SalesforceRefusal ? await api.query(soql) : [];
    if (made) return made.id;
    throw error;
  }
}
