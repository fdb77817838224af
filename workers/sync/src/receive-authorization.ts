import { type SyncAnswer, writeLog } from "@coccinelle/core";
import { integrationIdOf } from "./authorization-attempt.ts";
import { oauthPage } from "./oauth-page.ts";

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid_state: 400,
  needs_auth: 400,
  not_found: 404,
  configuration: 500,
};
/** The CRM, or what is between. */
const OTHER_STATUS = 502;

const NOT_AUTHORIZED = "Not authorised";
const BEGIN_AGAIN = "Begin the authorisation again from where it was begun.";

/** Answers a person whom HubSpot sends back, with a code or without. */
export async function receiveAuthorization(
  url: URL,
  finish: (integrationId: string, state: string, code: string) => Promise<SyncAnswer>,
): Promise<Response> {
  const state = url.searchParams.get("state") ?? "";
  const code = url.searchParams.get("code") ?? "";
  const integrationId = integrationIdOf(state);
  if (url.searchParams.has("error")) {
    return oauthPage(400, NOT_AUTHORIZED, `HubSpot says that access was not granted. ${BEGIN_AGAIN}`);
  }
  if (integrationId === "" || code === "") {
    return oauthPage(
      400,
      NOT_AUTHORIZED,
      `The address is not one that HubSpot leads back to. ${BEGIN_AGAIN}`,
    );
  }
  const answer = await finish(integrationId, state, code);
  writeLog("info", "authorization_received", { integrationId, outcome: answer.ok ? "ok" : answer.code });
  if (answer.ok) {
    return oauthPage(
      200,
      "Authorised",
      "HubSpot is connected, and the sync has begun. You may close this page.",
    );
  }
  const status = STATUS_OF_CODE[answer.code] ?? OTHER_STATUS;
  return oauthPage(status, NOT_AUTHORIZED, `It did not work: ${answer.message}. ${BEGIN_AGAIN}`);
}
