import { createSalesforceSandbox, type SalesforceFieldValue } from "@coccinelle/sandbox";
import { pick } from "../../../support/seeded-random.ts";
import type { CallFault, StandIn, StandInDeps } from "./stand-in.ts";

export const SALESFORCE_FAULTS: readonly CallFault[] = [
  { kind: "fail-before" },
  { kind: "fail-after" },
  { kind: "time-out" },
  { kind: "drop-answer" },
  ...[401, 403, 500, 502, 503].map((status) => ({ kind: "status", status }) as const),
];
/** The text that tells whose a task is, in organisations that have no field for it. */
const MARK = /\n\n\[Coccinelle [^\]]*\]$/;
const WRITES = /^\/(composite|jobs)\//;

const HOUR_SECONDS = 60 * 60;
/** Limits that a round meets, though some days are enough for all: by what may be used, or by what there is. */
const NARROW_DAYS = [
  { dailyShare: 0.5, limits: { perDay: 300 } },
  { dailyShare: 1, limits: { perDay: 40 } },
];
const LOCKED_CHANCE = 0.1;

/** The object that customers become, by the integration's settings, and the differences of it. */
const FORMS = [
  { type: "Contact", settings: {}, prefix: "", suffix: "__c" },
  { type: "Lead", settings: { object: "Lead" }, prefix: "", suffix: "__c" },
  { type: "Account", settings: { account: { kind: "person" } }, prefix: "Person", suffix: "__pc" },
] as const;

export function createSalesforceStandIn({ clock, random }: StandInDeps): StandIn {
  const accessToken = crypto.randomUUID();
  const [clientId, clientSecret] = [crypto.randomUUID(), crypto.randomUUID()];
  const form = pick(random, FORMS) ?? FORMS[0];
  const hasActivityKeys = random() < 0.5;
  const isOAuth = random() < 0.5;
  const rotatesTokens = isOAuth && random() < 0.5;
  const day = random() < 0.5 ? (pick(random, NARROW_DAYS) ?? null) : null;
  const sandbox = createSalesforceSandbox({
    clock,
    newId: () => crypto.randomUUID(),
    sleep: async () => undefined,
    accessTokens: isOAuth ? [] : [accessToken],
    app: {
      clientId,
      clientSecret,
      accessTokenSeconds: HOUR_SECONDS,
      refreshTokenSeconds: 30 * 24 * HOUR_SECONDS,
      rotatesRefreshTokens: rotatesTokens,
      extendsRefreshTokens: true,
    },
    instanceUrl: "https://acme.my.salesforce.com",
    personAccounts: form.type === "Account",
    ...(day !== null && { limits: day.limits }),
    ...(random() < 0.3 && {
      duplicateRules: [
        { object: form.type, action: random() < 0.5 ? "alert" : "block", namesMatches: random() < 0.5 },
      ],
    }),
    pollsUntilJobEnds: 1 + Math.floor(random() * 3),
    jobMs: random() < 0.5 ? 60_000 : 0,
    allowsActivityKeys: hasActivityKeys,
    refusesWholeCalls: random() < 0.3,
    upsertFindsDeleted: random() < 0.3,
  });
  const living = (type: "Contact" | "Lead" | "Account" | "Task") =>
    sandbox.records(type).filter(({ isDeleted }) => !isDeleted);
  const standard = (name: string) => `${form.prefix}${name}`;
  const ours = (name: string) => `Coccinelle_${name}${form.suffix}`;
  return {
    system: "salesforce",
    variables: {
      SALESFORCE_LOGIN_URL: "https://login.salesforce.com",
      SALESFORCE_CLIENT_ID: clientId,
      SALESFORCE_CLIENT_SECRET: clientSecret,
    },
    giveCredentials() {
      const instanceUrl = "https://acme.my.salesforce.com";
      if (!isOAuth) return { instanceUrl, accessToken };
      const granted = sandbox.grant();
      return {
        instanceUrl,
        accessToken: granted.accessToken,
        refreshToken: granted.refreshToken,
        renewedAt: clock().toISOString(),
      };
    },
    rotatesTokens,
    settings: {
      deletion: random() < 0.3 ? "erase" : "archive",
      ...form.settings,
      ...(day !== null && { dailyShare: day.dailyShare }),
    },
    sizes: { page: 2, job: { min: 1, max: 3 } },
    requiresPhone: false,
    hasActivityKeys,
    fetch: (request) => sandbox.fetch(request),
    faults: {
      push(...faults) {
        sandbox.faults.push(...faults);
        sandbox.rowFaults.push({
          match: () => random() < LOCKED_CHANCE,
          errorCode: "UNABLE_TO_LOCK_ROW",
          times: Number.POSITIVE_INFINITY,
        });
      },
      clear() {
        sandbox.faults.clear();
        sandbox.rowFaults.clear();
      },
    },
    countWrites: () =>
      sandbox.calls.filter(({ method, path }) => method !== "GET" && WRITES.test(path)).length,
    countLimited: () => sandbox.calls.filter(({ status, fault }) => status === 403 && fault === null).length,
    countRenewals: () => sandbox.calls.filter(({ path }) => path === "/oauth2/token").length,
    listContacts: () =>
      living(form.type).map(({ id, values }) => ({
        id,
        prospectId: toText(values[ours("Customer_Id")]),
        emails: [toText(values[standard("Email")]) ?? ""],
        segment: toText(values[ours("Segment")]),
        tags: toText(values[ours("Tags")]),
        isMarkedOptedOut: values[ours("Opted_Out")] === true,
      })),
    listActivities() {
      // A person's tasks are those of the contact that the account has.
      const accounts = new Map(
        living("Account").map(({ id, values }) => [toText(values.PersonContactId), id]),
      );
      return living("Task").map(({ id, values }) => {
        const whoId = toText(values.WhoId) ?? "";
        const text = (toText(values.Description) ?? "").replace(MARK, "");
        return { id, contactIds: [accounts.get(whoId) ?? whoId], text };
      });
    },
    addContact: (email) =>
      sandbox.add(form.type, {
        [standard("Email")]: email,
        LastName: "Added",
        ...(form.type === "Lead" && { Company: "A company" }),
      }),
    renameContact: (id) => sandbox.edit(id, { LastName: "Renamed" }),
    advanceContact: (id) => sandbox.edit(id, { [standard("Title")]: "Evangelist" }),
    optOutContact: (id) => sandbox.edit(id, { [standard("HasOptedOutOfEmail")]: true }),
    removeContact: (id) => sandbox.remove(id),
    mergeContacts(primaryId, secondaryId) {
      sandbox.merge(primaryId, secondaryId);
      return primaryId;
    },
    removeActivity: (id) => sandbox.remove(id),
  };
}

function toText(value: SalesforceFieldValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
