import type { ActivityPush, ContactPush, CrmAdapter, CrmCustomer } from "@coccinelle/core";
import {
  createHubspotAdapter,
  HubspotSettings,
  newHubspotCallState,
  PLATFORM,
} from "@coccinelle/integrations";
import {
  createHubspotSandbox,
  HUBSPOT_SCOPES,
  type HubspotSandbox,
  type HubspotSandboxOptions,
} from "@coccinelle/sandbox";
import type * as z from "zod";

export interface SimulatedHubspot {
  sandbox: HubspotSandbox;
  adapter: CrmAdapter;
  /** Another adapter of the same account, as after a restart. */
  connect(settings?: z.input<typeof HubspotSettings>): CrmAdapter;
  now(): Date;
  advance(ms: number): void;
  /** The key that the adapter calls with. */
  accessToken: string;
}

/** A HubSpot account under a clock of its own, where waiting takes no time, and an adapter to it. */
export async function simulateHubspot(
  options: Partial<HubspotSandboxOptions> & {
    settings?: z.input<typeof HubspotSettings>;
    isSetUp?: boolean;
    /** The rights of the adapter's key. */
    scopes?: readonly string[];
    timeoutMs?: number;
    /** Answers a request before it reaches the account; null where it is to go on. */
    intercept?: (request: Request) => Promise<Response | null>;
    /** Changes an answer on its way to the adapter. */
    alter?: (request: Request, answer: Response) => Response | Promise<Response>;
  } = {},
): Promise<SimulatedHubspot> {
  const {
    settings = {},
    isSetUp = true,
    scopes = HUBSPOT_SCOPES,
    timeoutMs = 5000,
    intercept = async () => null,
    alter = (_, answer) => answer,
    ...sandboxOptions
  } = options;
  let time = Date.parse("2026-11-22T10:00:00.000Z");
  const clock = () => new Date(time);
  const sleep = async (delayMs: number) => {
    time += delayMs;
  };
  const accessToken = crypto.randomUUID();
  const sandbox = createHubspotSandbox({
    clock,
    sleep,
    newId: () => crypto.randomUUID(),
    serviceKeys: { [accessToken]: scopes },
    ...sandboxOptions,
  });
  const connect = (input: z.input<typeof HubspotSettings> = settings) =>
    createHubspotAdapter({
      ...PLATFORM,
      fetch: async (request) => (await intercept(request)) ?? alter(request, await sandbox.fetch(request)),
      apiUrl: "https://hubspot.test",
      getAccess: async () => ({ accessToken }),
      clock,
      sleep,
      random: () => 0.5,
      settings: HubspotSettings.parse(input),
      callState: newHubspotCallState(),
      timeoutMs,
    });
  const adapter = connect();
  if (isSetUp) await connect().setUp();
  return {
    sandbox,
    adapter,
    connect,
    now: clock,
    advance(ms) {
      time += ms;
    },
    accessToken,
  };
}

let customers = 0;

export function newCustomer(known: Partial<CrmCustomer> = {}): CrmCustomer {
  customers += 1;
  return {
    id: crypto.randomUUID(),
    firstName: "Sophie",
    lastName: `Martin ${customers}`,
    phone: `+336${String(10_000_000 + customers)}`,
    email: `sophie.${customers}@example.com`,
    segment: "prospect",
    tags: ["sms"],
    preferredChannel: "sms",
    totalOrders: 0,
    totalRevenue: 0,
    currency: "EUR",
    createdAt: "2026-11-01T09:00:00.000Z",
    lastContactAt: "2026-11-20T09:00:00.000Z",
    lastOrderAt: null,
    address: null,
    city: null,
    postalCode: null,
    country: "FR",
    optedOut: false,
    ...known,
  };
}

/** A push of a customer that has no record yet. */
export function firstPush(customer: CrmCustomer): ContactPush {
  return { customer, externalId: null, memo: null, lifecycle: null };
}

export interface PushedContact extends ContactPush {
  externalId: string;
  memo: string;
}

/** Pushes customers that have to succeed. @returns their next pushes */
export async function pushSynced(
  adapter: CrmAdapter,
  pushes: readonly ContactPush[],
): Promise<PushedContact[]> {
  const outcomes = await adapter.pushContacts(pushes);
  return pushes.map((push) => {
    const outcome = outcomes.find(({ prospectId }) => prospectId === push.customer.id);
    if (outcome?.kind !== "synced") throw new Error(`not synced: ${JSON.stringify(outcome)}`);
    const { externalId, memo, lifecycle = push.lifecycle } = outcome;
    return { ...push, externalId, memo, lifecycle };
  });
}

export function newActivity(contactExternalId: string, known: Partial<ActivityPush> = {}): ActivityPush {
  return {
    id: crypto.randomUUID(),
    kind: "sms",
    direction: "incoming",
    text: "Bonjour",
    occurredAt: "2026-11-20T09:00:00.123Z",
    prospectId: "unused",
    contactExternalId,
    intended: false,
    ...known,
  };
}

/** The properties of a customer's contact. */
export function getContact(
  sandbox: HubspotSandbox,
  pushed: { externalId: string } | undefined,
): Record<string, string> {
  const contact = sandbox.records("contacts").find(({ id }) => id === pushed?.externalId);
  if (!contact) throw new Error("there is no such contact");
  return contact.properties;
}

/** Pushes one customer, which has to succeed. */
export async function pushOne(
  adapter: CrmAdapter,
  customer: CrmCustomer = newCustomer(),
): Promise<PushedContact> {
  const [pushed] = await pushSynced(adapter, [firstPush(customer)]);
  if (!pushed) throw new Error("nothing was pushed");
  return pushed;
}
