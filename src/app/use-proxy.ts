// Sends this process's requests through the proxy that the environment names. Node's own fetch does so by itself only from version 24 on, and
// only when it is told to. Git reads the same variables.
import { YardmasterError } from "../core/errors.ts";

/** Our own doors, and whatever else runs beside us. */
const NEVER = "127.0.0.1,localhost,[::1]";

/** Does nothing where no proxy is named. @throws app.environment */
export async function useProxy(variables: Readonly<Record<string, string | undefined>>): Promise<void> {
  // Nothing instead of undefined: that would be looked for in the process's environment.
  const find = (name: string) => variables[name.toLowerCase()] || variables[name.toUpperCase()] || "";
  const [httpProxy, httpsProxy, noProxy] = [find("http_proxy"), find("https_proxy"), find("no_proxy")];
  if ((httpProxy === "" && httpsProxy === "") || noProxy.trim() === "*") return;
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import("undici");
  try {
    setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy: `${noProxy},${NEVER}` }));
  } catch {
    // Not the value: it may hold a password.
    throw new YardmasterError("app.environment", "reading the environment: HTTPS_PROXY or HTTP_PROXY is not the address of a proxy", {
      hint: "write HTTPS_PROXY=http://proxy.example.com:3128",
    });
  }
}
