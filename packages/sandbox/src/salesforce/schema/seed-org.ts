import type { Org } from "../access/org.ts";
import type {
  SalesforceCustomField,
  SalesforceSandboxOptions,
  SalesforceUser,
} from "../api/salesforce-options.ts";
import { createRecord } from "../records/save-record.ts";
import { type FieldMetadata, toFieldDefinition } from "./custom-field.ts";
import type { ObjectType } from "./object-type.ts";
import { TASK_STATUSES } from "./standard-fields.ts";

const DEFAULT_USERS: SalesforceUser[] = [
  { username: "integration@example.com", name: "Integration User" },
  { username: "admin@example.com", name: "Ada Admin" },
];

/**
 * Fills an empty organisation: its own record, users, lists of values, and the custom fields that the options name.
 */
export function seedOrg(org: Org, options: SalesforceSandboxOptions): void {
  const users = options.users ?? DEFAULT_USERS;
  const userIds = users.map(({ username, name, isActive = true }) => {
    const values = { Username: username, Name: name, Email: username, IsActive: isActive };
    return createRecord(org, "User", values, "").id;
  });
  const [userId] = userIds;
  const personId = userIds.at(-1);
  if (userId === undefined || personId === undefined) throw new Error("an organisation has to have users");

  const organization = {
    Name: "Example organisation",
    OrganizationType: "Enterprise Edition",
    IsSandbox: false,
    InstanceName: "FRA12",
  };
  org.organizationId = createRecord(org, "Organization", organization, userId).id;
  org.userId = userId;
  org.personId = personId;
  seedLists(org, options);
  for (const field of options.customFields ?? []) seedField(org, field);
}

function seedLists(org: Org, { personAccounts = false }: SalesforceSandboxOptions): void {
  const create = (type: ObjectType, values: Parameters<typeof createRecord>[2]) =>
    createRecord(org, type, values, org.userId);
  Object.entries(TASK_STATUSES).forEach(([name, { isClosed }], index) => {
    const names = { MasterLabel: name, ApiName: name };
    create("TaskStatus", { ...names, IsClosed: isClosed, IsDefault: index === 0, SortOrder: index + 1 });
  });
  if (!personAccounts) return;
  const recordType = { SobjectType: "Account", IsActive: true };
  create("RecordType", { ...recordType, Name: "Business", DeveloperName: "Business", IsPersonType: false });
  create("RecordType", { ...recordType, Name: "Person", DeveloperName: "PersonAccount", IsPersonType: true });
}

/** Makes a field of the options, as an administrator made it before. */
function seedField(org: Org, field: SalesforceCustomField): void {
  const { object, name, values = [], isVisible = true, ...metadata } = field;
  const type = object === "Activity" ? "Task" : object;
  const value = values.map((fullName) => ({ fullName }));
  const defined: FieldMetadata = {
    externalId: false,
    unique: false,
    caseSensitive: false,
    required: false,
    label: name,
    ...metadata,
    ...(field.type === "Picklist" && { valueSet: { restricted: true, valueSetDefinition: { value } } }),
  };
  org.schema.addCustom(type, toFieldDefinition(name, defined));
  if (isVisible) grantFieldAccess(org, type, name);
}

/** The permission set that the API user has from the beginning. */
const PERMISSION_SET = "Api_User";

/** Lets the API user see and edit a field, as an administrator does. */
function grantFieldAccess(org: Org, type: ObjectType, name: string): void {
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
