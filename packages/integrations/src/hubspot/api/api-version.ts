/** Each version is supported for 18 months after its date; the next one is a change of this constant. */
const API_VERSION = "2026-09";

/** The SDK's paths, which name older versions, and where the same is found in the dated API. */
const PATH_MAP: readonly (readonly [RegExp, string])[] = [
  [/^\/crm\/v3\/objects\//, `/crm/objects/${API_VERSION}/`],
  [/^\/crm\/v3\/properties\//, `/crm/properties/${API_VERSION}/`],
  [/^\/crm\/v4\/associations\//, `/crm/associations/${API_VERSION}/`],
  // No dated form of it is documented.
  [/^\/account-info\/v3\//, "/account-info/v3/"],
];

/** OAuth has no client in the SDK that knows PKCE. */
export const TOKEN_PATH = `/oauth/${API_VERSION}/token`;

/** @throws Error for a path that no version is known of: a call that was added without its entry */
export function toVersionedPath(sdkPath: string): string {
  const entry = PATH_MAP.find(([pattern]) => pattern.test(sdkPath));
  if (!entry) throw new Error(`No versioned path is known for ${sdkPath}`);
  return sdkPath.replace(...entry);
}
