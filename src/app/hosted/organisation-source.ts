// What holds for all repositories of an owner: the manifests on the default branch of the owner's repository `.github`.
import { YardmasterError } from "../../core/errors.ts";
import { readRepositoryFiles } from "../../resources/repository-files/read-repository-files.ts";
import type { Source } from "../sources/source.ts";
import type { HostedFiles } from "./hosted-source.ts";

export interface OrganisationFiles extends HostedFiles {
  /** `acme/.github`, as part of the files' names for people. */
  readonly name: string;
}

/** Where an owner declares what holds in all repositories. GitHub itself looks there for such things. */
export const ORGANISATION_REPOSITORY = ".github";

export function createOrganisationSource(load: () => Promise<OrganisationFiles | null>): Source {
  return {
    origin: "organisation",
    async look() {
      const found = await load();
      if (found === null) return { label: "no organisation", version: "", read: async () => ({ resources: [], problems: [] }) };
      const { name, version, files } = found;
      if (files === null) throw new YardmasterError("config.invalid", `reading the manifests of ${name}: they are too many or too large`);
      const named = files.map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes }));
      return {
        label: `the manifests of ${name}`,
        version: `${name}\n${version}`,
        read: async () => readRepositoryFiles(named, "organisation"),
      };
    },
  };
}
