declare module "virtual:emoji" {
  /** An emoji and its shortcodes a line. */
  const table: string;
  export default table;
}
