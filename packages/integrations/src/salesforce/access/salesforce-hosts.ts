const LOGIN_HOSTS: readonly string[] = ["login.salesforce.com", "test.salesforce.com"];
/** An organisation's own domain, below which no stranger can have one. */
const MY_DOMAIN_SUFFIX = ".my.salesforce.com";

/**
 * Whether an organisation's data may be asked for there, with its token.
 *
 * @param loginUrl the deployer's: its very origin is trusted as well
 */
export function isSalesforceInstanceUrl(url: string, loginUrl: string): boolean {
  const parsed = parse(url);
  if (parsed === null) return false;
  return isTrusted(parsed, loginUrl) || (isPlainHttps(parsed) && parsed.hostname.endsWith(MY_DOMAIN_SUFFIX));
}

/** Whether credentials may be sent there. */
export function isSalesforceLoginUrl(url: string, loginUrl: string): boolean {
  const parsed = parse(url);
  if (parsed === null) return false;
  return (
    isSalesforceInstanceUrl(url, loginUrl) || (isPlainHttps(parsed) && LOGIN_HOSTS.includes(parsed.hostname))
  );
}

function parse(url: string): URL | null {
  const parsed = URL.parse(url);
  return parsed === null || parsed.username !== "" || parsed.password !== "" ? null : parsed;
}

function isPlainHttps({ protocol, port }: URL): boolean {
  return protocol === "https:" && port === "";
}

function isTrusted({ origin }: URL, loginUrl: string): boolean {
  return origin !== "null" && origin === URL.parse(loginUrl)?.origin;
}
