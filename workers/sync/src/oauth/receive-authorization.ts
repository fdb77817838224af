import type { Log, SyncAnswer } from "@coccinelle/core";
import { integrationIdOf } from "./authorization-attempt.ts";
import { oauthPage } from "./oauth-page.ts";

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid_state: 400,
  needs_auth: 400,
  not_found: 404,
  configuration: 500,
};
/** For failures of the CRM and of the network to it. */
const OTHER_STATUS = 502;

const NOT_AUTHORIZED = "Not authorised";
const BEGIN_AGAIN = "Begin the authorisation again from where it was begun.";

interface ReceiveDeps {
  /** The CRM's name, for people. */
  crmName: string;
  /** Exchanges the code for access to the CRM. */
  finish: (integrationId: string, state: string, code: string) => Promise<SyncAnswer>;
  log: Log;
}

/** Answers a person whom a CRM sends back, with a code or without. */
export async function receiveAuthorization(
  url: URL,
  { crmName, finish, log }: ReceiveDeps,
): Promise<Response> {
  const state = url.searchParams.get("state") ?? "";
  const code = url.searchParams.get("code") ?? "";
  const integrationId = integrationIdOf(state);
  if (url.searchParams.has("error")) {
    return oauthPage(400, NOT_AUTHORIZED, `${crmName} says that access was not granted. ${BEGIN_AGAIN}`);
  }
  if (integrationId === "" || code === "") {
    return oauthPage(
      400,
      NOT_AUTHORIZED,
      `The address is not one that ${crmName} leads back to. ${BEGIN_AGAIN}`,
    );
  }
  const answer = await finish(integrationId, state, code);
  log("info", "authorization_received", { integrationId, outcome: answer.ok ? "ok" : answer.code });
  if (answer.ok) {
    return oauthPage(
      200,
      "Authorised",
      `${crmName} is connected, and the sync has begun. You may close this page.`,
    );
  }
  const status = STATUS_OF_CODE[answer.code] ?? OTHER_STATUS;
  return oauthPage(status, NOT_AUTHORIZED, `It did not work: ${answer.message}. ${BEGIN_AGAIN}`);
}
