import type { CrmAdapter } from "@coccinelle/core";
import {
  createSalesforceAdapter,
  newSalesforceCallState,
  PLATFORM,
  SalesforceSettings,
} from "@coccinelle/integrations";
import {
  createSalesforceSandbox,
  type SalesforceFieldValues,
  type SalesforceObjectType,
  type SalesforceRecord,
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
} from "@coccinelle/sandbox";
import type * as z from "zod";

export interface SimulatedSalesforce {
  sandbox: SalesforceSandbox;
  adapter: CrmAdapter;
  /** Another adapter of the same organisation, as after a restart. */
  connect(settings?: z.input<typeof SalesforceSettings>): CrmAdapter;
  now(): Date;
  advance(ms: number): void;
  /** The token that the adapter calls with. */
  accessToken: string;
}

/** A Salesforce organisation under a clock of its own, where waiting takes no time, and an adapter to it. */
export async function simulateSalesforce(
  options: Partial<SalesforceSandboxOptions> & {
    settings?: z.input<typeof SalesforceSettings>;
    isSetUp?: boolean;
    timeoutMs?: number;
    /** Answers a request before it reaches the organisation; null where it is to go on. */
    intercept?: (request: Request) => Promise<Response | null>;
  } = {},
): Promise<SimulatedSalesforce> {
  const {
    settings = {},
    isSetUp = true,
    timeoutMs = 5000,
    intercept = async () => null,
    ...sandboxOptions
  } = options;
  let time = Date.parse("2026-11-22T10:00:00.000Z");
  const clock = () => new Date(time);
  const sleep = async (delayMs: number) => {
    time += delayMs;
  };
  const accessToken = crypto.randomUUID();
  const sandbox = createSalesforceSandbox({
    clock,
    sleep,
    newId: () => crypto.randomUUID(),
    accessTokens: [accessToken],
    ...sandboxOptions,
  });
  const connect = (input: z.input<typeof SalesforceSettings> = settings) =>
    createSalesforceAdapter({
      ...PLATFORM,
      fetch: async (request) => (await intercept(request)) ?? sandbox.fetch(request),
      getAccess: async () => ({ accessToken, instanceUrl: "https://acme.my.salesforce.com" }),
      loginUrl: "https://login.salesforce.com",
      clock,
      sleep,
      random: () => 0.5,
      settings: SalesforceSettings.parse(input),
      callState: newSalesforceCallState(),
      timeoutMs,
    });
  if (isSetUp) await connect().setUp();
  return {
    sandbox,
    adapter: connect(),
    connect,
    now: clock,
    advance(ms) {
      time += ms;
    },
    accessToken,
  };
}

/** The values of a customer's record, whatever object it is of. */
export function getRecord(
  sandbox: SalesforceSandbox,
  pushed: { externalId: string } | undefined,
): SalesforceFieldValues {
  const types = ["Contact", "Lead", "Account"] as const;
  const record = types.flatMap((type) => sandbox.records(type)).find(({ id }) => id === pushed?.externalId);
  if (!record) throw new Error("there is no such record");
  return record.values;
}

/** The records that are not in the recycle bin. */
export function listLiving(
  sandbox: SalesforceSandbox,
  type: SalesforceObjectType = "Contact",
): SalesforceRecord[] {
  return sandbox.records(type).filter(({ isDeleted }) => !isDeleted);
}
