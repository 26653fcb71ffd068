import type { Extension as Reader } from "mdast-util-from-markdown";
import type { Extension } from "micromark-util-types";

/** What remark's parser is given by its plugins, as `this.data()` of a plugin. */
export interface Parsing {
  micromarkExtensions?: Extension[];
  fromMarkdownExtensions?: (Reader | Reader[])[];
}
