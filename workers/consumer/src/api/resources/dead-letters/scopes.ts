import * as z from "zod";
import { RowParams, TenantParams } from "../../frame/fields.ts";
import type { Access } from "../../frame/operation.ts";

/** Whose dead letters and replays an operation is about. */
interface Scope {
  path: string;
  /** The end of a summary. */
  whose: string;
  params: z.ZodType<{ tenantId: string | null }>;
  rowParams: z.ZodType<{ tenantId: string | null; id: string }>;
  reads: Access;
  changes: Access;
}

/** A tenant's own, and those that no tenant could be found for. */
export const SCOPES: readonly Scope[] = [
  {
    path: "/api/tenants/:tenantId",
    whose: "of the tenant",
    params: TenantParams,
    rowParams: RowParams,
    reads: "viewer",
    changes: "operator",
  },
  {
    path: "/api",
    whose: "that no tenant could be found for",
    params: z.strictObject({}).transform(() => ({ tenantId: null })),
    rowParams: RowParams.omit({ tenantId: true }).transform(({ id }) => ({ tenantId: null, id })),
    reads: "deployer",
    changes: "deployer",
  },
];
