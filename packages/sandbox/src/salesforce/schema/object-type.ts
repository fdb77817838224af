import * as z from "zod";

/** The objects that the sandbox has. */
export const ObjectType = z.enum([
  "Account",
  "Contact",
  "Lead",
  "Task",
  "User",
  "Organization",
  "RecordType",
  "PermissionSet",
  "PermissionSetAssignment",
  "FieldPermissions",
  "TaskStatus",
]);
export type ObjectType = z.infer<typeof ObjectType>;

/** The first three characters of each object's ids. */
export const KEY_PREFIXES: Record<ObjectType, string> = {
  Account: "001",
  Contact: "003",
  Lead: "00Q",
  Task: "00T",
  User: "005",
  Organization: "00D",
  RecordType: "012",
  PermissionSet: "0PS",
  PermissionSetAssignment: "0Pa",
  FieldPermissions: "01k",
  TaskStatus: "01T",
};

export function findTypeOfId(id: string): ObjectType | undefined {
  return ObjectType.options.find((type) => id.startsWith(KEY_PREFIXES[type]));
}

/** Names of objects are the same in any case. */
export function findObjectType(name: string): ObjectType | undefined {
  return ObjectType.options.find((type) => type.toLowerCase() === name.toLowerCase());
}

/** The objects that hold customers and their activities; the others are the organisation's set-up. */
export const DATA_TYPES = ["Account", "Contact", "Lead", "Task"] as const;
export type DataType = (typeof DATA_TYPES)[number];
