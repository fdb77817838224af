import * as z from "zod";
import { RowParams, TenantParams } from "../../frame/fields.ts";
import type { Access } from "../../frame/operation.ts";

/** The dead letters and replays of one owner. */
interface Scope {
  path: string;
  /** Ends the summary of an operation. */
  whose: string;
  params: z.ZodType<{ tenantId: string | null }>;
  rowParams: z.ZodType<{ tenantId: string | null; id: string }>;
  reads: Access;
  changes: Access;
}

/** Each operation exists twice: for a tenant, and for the dead letters that no tenant could be found for. */
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
