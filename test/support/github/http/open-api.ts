// GitHub's own OpenAPI description, cut to the operations answered here, judges every request and, when asked, every reply.
import { readFileSync } from "node:fs";
import { Ajv, type Options, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

interface Operation {
  readonly id: string;
  readonly query: Readonly<Record<string, object>>;
  readonly body: Shape | null;
  readonly bodyRequired: boolean;
  readonly replies: Readonly<Record<string, object | null>>;
}

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
}

interface Description {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Judgement {
  /** What GitHub overlooks: fields and parameters that it does not know. Whoever sent them meant something by them. */
  readonly overlooked: readonly string[];
  /** What GitHub answers with 422. */
  readonly refused: readonly string[];
}

export interface OpenApi {
  readonly operations: readonly string[];
  judgeRequest(operation: string, query: URLSearchParams, body: unknown): Judgement;
  judgeReply(operation: string, status: number, body: unknown): readonly string[];
}

const CUT = new URL("../../../fixtures/github/openapi.json", import.meta.url);

/** Reading and compiling it costs time, and nothing of it changes: once for each process. */
let opened: OpenApi | null = null;

export function openOpenApi(): OpenApi {
  opened ??= readOpenApi();
  return opened;
}

function readOpenApi(): OpenApi {
  const description = JSON.parse(readFileSync(CUT, "utf8")) as Description;
  const ajv = openAjv(description, { allErrors: true });
  // A query is text, whatever its schema says.
  const loose = openAjv(description, { coerceTypes: true });
  const compiled = new Map<object, ValidateFunction>();
  const wrapped = new Map<object, object>();

  function judge(schema: object, value: unknown, judges: Ajv = ajv): readonly string[] {
    const validate = compiled.get(schema) ?? judges.compile(rebase(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
  }

  function operationOf(name: string): Operation {
    const operation = description.operations[name];
    if (operation === undefined) throw new Error(`${name} is not in the cut of the OpenAPI description`);
    return operation;
  }

  function judgeBody({ body: schema, bodyRequired }: Operation, body: unknown): readonly string[] {
    if (schema === null) return [];
    if (body === undefined) return bodyRequired ? ["the body is missing"] : [];
    return judge(schema, body);
  }

  return {
    operations: Object.keys(description.operations),
    judgeRequest(name, query, body) {
      const operation = operationOf(name);
      const strange = [...query.keys()].filter((key) => operation.query[key] === undefined);
      const unfit = [...query].flatMap(([key, value]) => {
        const schema = operation.query[key];
        return schema === undefined ? [] : judge(wrap(schema), { value }, loose).map((fault) => `?${key}=${value} ${fault}`);
      });
      const fields = toFields(operation.body ?? {});
      const sent = fields.length > 0 && typeof body === "object" && body !== null ? Object.keys(body) : [];
      const unknown = sent.filter((key) => !fields.includes(key));
      return {
        overlooked: [
          ...strange.map((key) => `?${key} is not a parameter of ${operation.id}`),
          ...unknown.map((key) => `/${key} is not a field of ${operation.id}`),
        ],
        refused: [...unfit, ...judgeBody(operation, body)],
      };
    },
    judgeReply(name, status, body) {
      const schema = operationOf(name).replies[status];
      if (schema === undefined) return status >= 400 ? [] : [`${status} is not an answer of ${name}`];
      if (schema === null) return body === null ? [] : [`${status} of ${name} has no body`];
      return judge(schema, body);
    },
  };

  function wrap(schema: object): object {
    const known = wrapped.get(schema) ?? { type: "object", properties: { value: schema } };
    wrapped.set(schema, known);
    return known;
  }
}

function toFields({ properties = {}, oneOf = [], anyOf = [] }: Shape): readonly string[] {
  return [...Object.keys(properties), ...[...oneOf, ...anyOf].flatMap(toFields)];
}

function openAjv(description: Description, options: Options): Ajv {
  const ajv = new Ajv({ strict: false, logger: false, inlineRefs: false, ...options });
  formats.default(ajv);
  // The address of a bot has brackets, which the format forbids and GitHub sends all the same.
  ajv.addFormat("email", true);
  return ajv.addSchema({ $id: "github", ...description });
}

/** References of a fragment that is compiled by itself lead into the whole. */
function rebase(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"github#/')) as object;
}
