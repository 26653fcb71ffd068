// Written by scripts/gen_ts.py from the structs in src/treadle. Do not edit.

export const PROTOCOL_VERSION = 1;

/** A large value: the bytes themselves, or the id to fetch them by. */
export type Blob_ = Uint8Array | string;

export interface Alert {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
  readonly level: "error" | "info" | "success" | "warning";
  readonly icon: string | null;
  readonly title: string | null;
  readonly width: number | "content" | "stretch";
}

export interface AreaChart {
  readonly data: Blob_;
  readonly x: string | null;
  readonly y: readonly string[];
  readonly series: string | null;
  readonly colors: readonly string[];
  readonly x_label: string | null;
  readonly y_label: string | null;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly stack: "center" | "layered" | "normalize" | boolean;
}

export interface Audio {
  readonly url: string | null;
  readonly blob: Blob_ | null;
  readonly start: number;
  readonly end: number | null;
  readonly loop: boolean;
  readonly autoplay: boolean;
  readonly width: number | "content" | "stretch";
  readonly alt: string | null;
}

export interface AudioInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: readonly FileRef[];
  readonly upload: Upload;
  readonly sample_rate: number | null;
}

export interface BarChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly spec: string;
  readonly datasets: readonly Dataset[];
  readonly selections: readonly Selected[];
  readonly themed: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: Readonly<Record<string, unknown>> | null;
}

export interface BidiComponent {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly name: string;
  readonly html: string;
  readonly css: string;
  readonly css_file: string | null;
  readonly script: string | null;
  readonly script_file: string | null;
  readonly isolated: boolean;
  readonly data: string | null;
  readonly raw: Blob_ | null;
  readonly tables: readonly ComponentTable[];
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly value: string | null;
}

export type Bottom = Readonly<Record<string, never>>;

export interface Button {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly type: "primary" | "secondary" | "tertiary";
  readonly icon: string | null;
  readonly icon_position: "left" | "right";
  readonly shortcut: string | null;
  readonly wrap: boolean | null;
}

export interface CameraInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: readonly FileRef[];
  readonly upload: Upload;
  readonly resolution: "1080p" | "480p" | "720p" | null;
}

export interface Caption {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
  readonly html: boolean;
  readonly help: string | null;
  readonly width: number | "content" | "stretch" | "auto";
  readonly text_alignment: "center" | "justify" | "left" | "right";
  readonly anchors: boolean;
  readonly wrap: boolean;
  readonly stream: number;
  readonly cursor: string;
}

export interface ChatInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly placeholder: string;
  readonly value: Entry | null;
  readonly max_chars: number | null;
  readonly files: boolean;
  readonly upload: Upload | null;
  readonly sample_rate: number | null;
  readonly disabled: boolean;
  readonly submit_mode: "disable" | "stop" | "submit";
  readonly text: string;
  readonly fill: number;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
}

export interface ChatMessage {
  readonly name: string;
  readonly avatar: string;
  readonly image: Blob_ | null;
  readonly address: string | null;
  readonly width: number | "content" | "stretch";
}

export interface Checkbox {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly toggle: boolean;
  readonly wrap: boolean | null;
}

export interface Code {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
  readonly language: string | null;
  readonly line_numbers: boolean;
  readonly wrap_lines: boolean;
  readonly height: number | "content" | "stretch";
  readonly width: number | "content" | "stretch";
}

export interface ColorPicker {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string;
}

export interface Column {
  readonly weight: number;
  readonly border: boolean;
}

export interface ColumnButton {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly value: readonly [number, string] | null;
  readonly rows: number;
}

export interface Columns {
  readonly gap: number | "large" | "medium" | "small" | "xlarge" | "xsmall" | "xxlarge" | "xxsmall";
  readonly vertical_alignment: "bottom" | "center" | "top";
  readonly width: number | "content" | "stretch";
  readonly wrap: boolean;
}

export interface ComponentEvent {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly name: string;
  readonly owner: string;
  readonly value: string | null;
}

export interface ComponentInstance {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly name: string;
  readonly url: string | null;
  readonly arguments: string;
  readonly special: readonly SpecialArgument[];
  readonly tab_index: number | null;
  readonly value: unknown;
}

export interface Container {
  readonly border: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly horizontal: boolean;
  readonly wrap: boolean;
  readonly horizontal_alignment: "center" | "distribute" | "left" | "right";
  readonly vertical_alignment: "bottom" | "center" | "distribute" | "top";
  readonly gap: number | "large" | "medium" | "small" | "xlarge" | "xsmall" | "xxlarge" | "xxsmall";
  readonly autoscroll: boolean | null;
  readonly key: string | null;
}

export interface DataEditor {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly data: Blob_;
  readonly windows: Windows | null;
  readonly value: Edits;
  readonly of: string;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch" | "auto";
  readonly hide_index: boolean | null;
  readonly column_order: readonly string[] | null;
  readonly looks: readonly ColumnLook[];
  readonly rules: readonly ColumnRules[];
  readonly row_height: number | null;
  readonly placeholder: string | null;
  readonly note: string | null;
  readonly alt: string | null;
  readonly num_rows: "add" | "delete" | "dynamic" | "fixed";
  readonly disabled: boolean;
  readonly rows: number;
  readonly labelled: boolean;
}

export interface Dataframe {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly value: readonly [readonly number[], readonly string[], readonly (readonly [number, string])[]];
  readonly selection_mode: readonly ("multi-cell" | "multi-column" | "multi-row" | "single-cell" | "single-column" | "single-row" | "single-row-required")[];
  readonly rows: number;
  readonly names: readonly string[];
  readonly data: Blob_;
  readonly windows: Windows | null;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch" | "auto";
  readonly hide_index: boolean | null;
  readonly column_order: readonly string[] | null;
  readonly looks: readonly ColumnLook[];
  readonly row_height: number | null;
  readonly placeholder: string | null;
  readonly note: string | null;
  readonly alt: string | null;
}

export interface DateInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: readonly string[];
  readonly min: string;
  readonly max: string;
  readonly format: string;
  readonly is_range: boolean;
  readonly required: boolean;
  readonly clearable: boolean;
  readonly moving: boolean;
}

export interface DatetimeInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string | null;
  readonly min: string;
  readonly max: string;
  readonly format: string;
  readonly step: number;
  readonly required: boolean;
  readonly clearable: boolean;
  readonly moving: boolean;
}

export interface Dialog {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly open: boolean;
  readonly icon: string | null;
  readonly position: "center" | "left" | "right";
  readonly dismissible: boolean;
  readonly width: "large" | "medium" | "small" | number;
}

export interface Divider {
  readonly width: number | "content" | "stretch";
}

export interface DownloadButton {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly type: "primary" | "secondary" | "tertiary";
  readonly icon: string | null;
  readonly icon_position: "left" | "right";
  readonly shortcut: string | null;
  readonly wrap: boolean | null;
  readonly address: string;
  readonly file_name: string | null;
  readonly made: boolean;
  readonly quiet: boolean;
}

export interface EchartsChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly option: string;
  readonly arrays: readonly PackedArray[];
  readonly themed: boolean;
  readonly renderer: "canvas" | "svg";
  readonly selects: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: string | null;
}

export type Empty = Readonly<Record<string, never>>;

export interface Exception_ {
  readonly type: string;
  readonly message: string;
  readonly markdown: boolean;
  readonly frames: readonly TraceFrame[];
  readonly thread: string | null;
  readonly spawn: readonly TraceFrame[];
  readonly cause: string | null;
  readonly width: number | "content" | "stretch";
}

export interface Expander {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly tracked: boolean;
  readonly label: string;
  readonly value: boolean;
  readonly icon: string | null;
  readonly type: "compact" | "default" | "step";
  readonly width: number | "content" | "stretch";
}

export interface Feedback {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly disabled: boolean;
  readonly width: number | "content" | "stretch";
  readonly options: "faces" | "stars" | "thumbs";
  readonly value: number | null;
}

export interface FileUploader {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: readonly FileRef[];
  readonly upload: Upload;
}

export interface Form {
  readonly key: string;
  readonly clear_on_submit: boolean;
  readonly enter_to_submit: boolean;
  readonly border: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
}

export interface FormSubmitButton {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly type: "primary" | "secondary" | "tertiary";
  readonly icon: string | null;
  readonly icon_position: "left" | "right";
  readonly shortcut: string | null;
  readonly wrap: boolean | null;
}

export type Fragment = Readonly<Record<string, never>>;

export interface GraphvizChart {
  readonly dot: string;
  readonly engine: string;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
}

export interface Grid {
  readonly columns: number | null;
  readonly min_column_width: number | null;
  readonly wrap: boolean;
  readonly gap: number | "large" | "medium" | "small" | "xlarge" | "xsmall" | "xxlarge" | "xxsmall";
  readonly row_gap: number | "large" | "medium" | "small" | "xlarge" | "xsmall" | "xxlarge" | "xxsmall";
  readonly vertical_alignment: "bottom" | "center" | "top";
  readonly border: boolean;
  readonly row_height: number | "content";
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly dense: boolean;
  readonly key: string | null;
}

export interface GridCell {
  readonly column_span: number | "all";
  readonly row_span: number;
}

export interface Heading {
  readonly body: string;
  readonly level: number;
  readonly anchor: string | null;
  readonly linked: boolean;
  readonly help: string | null;
  readonly icon: string | null;
  readonly divider: "auto" | "blue" | "gray" | "green" | "orange" | "rainbow" | "red" | "violet" | "yellow" | null;
  readonly width: number | "content" | "stretch";
  readonly text_alignment: "center" | "justify" | "left" | "right";
  readonly wrap: boolean;
}

export interface Help {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly signed: boolean;
  readonly doc: string;
  readonly members: readonly Member[];
  readonly width: number | "content" | "stretch";
}

export interface Html {
  readonly body: string;
  readonly scripts: boolean;
  readonly styles: boolean;
  readonly width: number | "content" | "stretch";
}

export interface Iframe {
  readonly src: string | null;
  readonly document: Blob_ | null;
  readonly page: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly scrolling: boolean;
  readonly tab_index: number | null;
  readonly alt: string | null;
}

export interface Image {
  readonly pictures: readonly ShownImage[];
  readonly width: number | "content" | "stretch";
  readonly link: string | null;
}

export interface Json {
  readonly body: string;
  readonly expanded: boolean | number;
  readonly width: number | "content" | "stretch";
}

export interface Latex {
  readonly body: string;
  readonly help: string | null;
  readonly width: number | "content" | "stretch";
}

export interface LineChart {
  readonly data: Blob_;
  readonly x: string | null;
  readonly y: readonly string[];
  readonly series: string | null;
  readonly colors: readonly string[];
  readonly x_label: string | null;
  readonly y_label: string | null;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
}

export interface LinkButton {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly type: "primary" | "secondary" | "tertiary";
  readonly icon: string | null;
  readonly icon_position: "left" | "right";
  readonly shortcut: string | null;
  readonly wrap: boolean | null;
  readonly url: string;
  readonly quiet: boolean;
}

export type Main = Readonly<Record<string, never>>;

export interface Map {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly spec: string;
  readonly arrays: readonly PackedArray[];
  readonly tooltip: string | null;
  readonly ground: "dark" | "light" | "none" | "theme";
  readonly tiles: string | null;
  readonly attribution: string | null;
  readonly mode: "multi-object" | "single-object" | null;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: string | null;
}

export interface Markdown {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
  readonly html: boolean;
  readonly help: string | null;
  readonly width: number | "content" | "stretch" | "auto";
  readonly text_alignment: "center" | "justify" | "left" | "right";
  readonly anchors: boolean;
  readonly wrap: boolean;
  readonly stream: number;
  readonly cursor: string;
}

export interface MenuButton {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string | null;
  readonly options: readonly string[];
  readonly type: "primary" | "secondary" | "tertiary";
  readonly icon: string | null;
  readonly wrap: boolean | null;
}

export interface MermaidChart {
  readonly body: string;
  readonly width: number | "content" | "stretch";
  readonly alt: string | null;
}

export interface Metric {
  readonly label: string;
  readonly value: string | number;
  readonly delta: string | number | null;
  readonly color: string;
  readonly arrow: "down" | "off" | "up";
  readonly help: string | null;
  readonly icon: string | null;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly border: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly chart: readonly (number | null)[];
  readonly chart_type: "area" | "bar" | "line";
  readonly format: string | null;
  readonly delta_description: string | null;
}

export interface Multiselect {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: readonly (number | string)[];
  readonly placeholder: string | null;
  readonly max_selections: number | null;
  readonly accept_new_options: boolean;
  readonly filter_mode: "contains" | "fuzzy" | "prefix" | null;
  readonly select_all: number;
  readonly wrap: boolean | null;
}

export interface NumberInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: number | null;
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number;
  readonly format: string;
  readonly placeholder: string | null;
  readonly icon: string | null;
  readonly required: boolean;
}

export interface Page {
  readonly title: string | null;
  readonly icon: string | null;
  readonly layout: "centered" | "wide";
  readonly initial_sidebar_state: "auto" | "collapsed" | "expanded" | "locked" | number;
  readonly menu_items: readonly (readonly [string, string | null])[];
  readonly logo: Logo | null;
  readonly pages: readonly PageEntry[];
  readonly navigation: "hidden" | "sidebar" | "top";
  readonly expanded: boolean | number;
  readonly current: string | null;
  readonly unknown: string | null;
  readonly path: string;
  readonly query: string;
  readonly step: number;
}

export interface PageLink {
  readonly label: string;
  readonly page: string;
  readonly url: string | null;
  readonly query: string;
  readonly icon: string | null;
  readonly icon_position: "left" | "right";
  readonly help: string | null;
  readonly disabled: boolean;
  readonly width: number | "content" | "stretch";
}

export interface Pagination {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly disabled: boolean;
  readonly width: number | "content" | "stretch";
  readonly num_pages: number;
  readonly value: number;
  readonly max_visible_pages: number | null;
}

export interface Pdf {
  readonly url: string | null;
  readonly blob: Blob_ | null;
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly key: string | null;
}

export interface Pills {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: readonly (number | string)[];
  readonly multiple: boolean;
  readonly required: boolean;
  readonly wrap: boolean | null;
}

export interface PlotlyChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly figure: string;
  readonly arrays: readonly PackedArray[];
  readonly curves: number;
  readonly config: string;
  readonly themed: boolean;
  readonly own_look: boolean;
  readonly modes: readonly ("box" | "lasso" | "points")[];
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly least_height: number;
  readonly alt: string | null;
  readonly value: string | null;
}

export interface Popover {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly tracked: boolean;
  readonly label: string;
  readonly value: boolean;
  readonly type: "primary" | "secondary" | "tertiary";
  readonly help: string | null;
  readonly icon: string | null;
  readonly disabled: boolean;
  readonly wrap: boolean | null;
  readonly width: number | "content" | "stretch";
}

export interface Progress {
  readonly value: number;
  readonly text: string | null;
  readonly width: number | "content" | "stretch";
}

export interface PydeckChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly spec: string;
  readonly arrays: readonly PackedArray[];
  readonly tooltip: string | null;
  readonly ground: "dark" | "light" | "none" | "theme";
  readonly tiles: string | null;
  readonly attribution: string | null;
  readonly mode: "multi-object" | "single-object" | null;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: string | null;
}

export interface Radio {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: number | null;
  readonly captions: readonly string[];
  readonly horizontal: boolean;
}

export interface ScatterChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly spec: string;
  readonly datasets: readonly Dataset[];
  readonly selections: readonly Selected[];
  readonly themed: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: Readonly<Record<string, unknown>> | null;
}

export interface SegmentedControl {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: readonly (number | string)[];
  readonly multiple: boolean;
  readonly required: boolean;
  readonly wrap: boolean | null;
}

export interface SelectSlider {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: readonly (number | string)[];
}

export interface Selectbox {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly options: readonly string[];
  readonly value: number | string | null;
  readonly placeholder: string | null;
  readonly icon: string | null;
  readonly required: boolean;
  readonly clearable: boolean;
  readonly accept_new_options: boolean;
  readonly filter_mode: "contains" | "fuzzy" | "prefix" | null;
}

export type Sidebar = Readonly<Record<string, never>>;

export interface Skeleton {
  readonly height: number | "content" | "stretch" | null;
  readonly width: number | "content" | "stretch";
  readonly late: boolean;
}

export interface Slider {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: readonly number[];
  readonly type: "date" | "datetime" | "float" | "int" | "time";
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: string;
}

export type Slot = Readonly<Record<string, never>>;

export interface Space {
  readonly size: number | "large" | "medium" | "small" | "xlarge" | "xsmall" | "xxlarge" | "xxsmall" | "stretch";
}

export interface Spinner {
  readonly text: string;
  readonly show_time: boolean;
  readonly width: number | "content" | "stretch";
}

export interface Status {
  readonly label: string;
  readonly state: "complete" | "error" | "running";
  readonly expanded: boolean;
  readonly type: "compact" | "default" | "step";
  readonly width: number | "content" | "stretch";
}

export interface Tab {
  readonly label: string;
}

export interface Table {
  readonly data: Blob_;
  readonly border: boolean | "horizontal";
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly hide_index: boolean | null;
  readonly hide_header: boolean;
  readonly note: string | null;
  readonly alt: string | null;
}

export interface Tabs {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly tracked: boolean;
  readonly value: number;
  readonly options: readonly string[];
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
}

export interface TaskStatus {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly width: number | "content" | "stretch";
  readonly value: "cancel" | "retry" | null;
  readonly task: number;
  readonly place: string;
  readonly status: "cancelled" | "done" | "failed" | "pending" | "running" | "stopping";
  readonly progress: number | null;
  readonly text: string;
  readonly position: number | null;
  readonly started: number | null;
  readonly elapsed: number;
  readonly output: string | null;
  readonly error: Exception_ | null;
}

export interface Text {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
  readonly help: string | null;
  readonly width: number | "content" | "stretch";
  readonly text_alignment: "center" | "justify" | "left" | "right";
  readonly wrap: boolean;
}

export interface TextArea {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string | null;
  readonly max_chars: number | null;
  readonly placeholder: string | null;
  readonly required: boolean;
  readonly height: number | "content" | "stretch" | null;
}

export interface TextInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string | null;
  readonly max_chars: number | null;
  readonly placeholder: string | null;
  readonly required: boolean;
  readonly type: "default" | "email" | "password" | "phone" | "search" | "url";
  readonly icon: string | null;
  readonly autocomplete: string;
  readonly pattern: string | null;
  readonly complaint: string | null;
  readonly live: number | null;
}

export interface TimeInput {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: string | null;
  readonly step: number;
  readonly format: "12h" | "24h" | "localized";
  readonly required: boolean;
  readonly clearable: boolean;
  readonly moving: boolean;
}

export interface VegaLiteChart {
  readonly bind: "query-params" | null;
  readonly key: string | null;
  readonly spec: string;
  readonly datasets: readonly Dataset[];
  readonly selections: readonly Selected[];
  readonly themed: boolean;
  readonly width: number | "content" | "stretch";
  readonly height: number | "content" | "stretch";
  readonly alt: string | null;
  readonly value: Readonly<Record<string, unknown>> | null;
}

export interface Video {
  readonly url: string | null;
  readonly blob: Blob_ | null;
  readonly youtube: string | null;
  readonly subtitles: readonly Subtitles[];
  readonly start: number;
  readonly end: number | null;
  readonly loop: boolean;
  readonly autoplay: boolean;
  readonly muted: boolean;
  readonly width: number | "content" | "stretch";
  readonly alt: string | null;
}

/** Properties by kind. */
export interface Kinds {
  readonly alert: Alert;
  readonly area_chart: AreaChart;
  readonly audio: Audio;
  readonly audio_input: AudioInput;
  readonly bar_chart: BarChart;
  readonly bidi_component: BidiComponent;
  readonly bottom: Bottom;
  readonly button: Button;
  readonly camera_input: CameraInput;
  readonly caption: Caption;
  readonly chat_input: ChatInput;
  readonly chat_message: ChatMessage;
  readonly checkbox: Checkbox;
  readonly code: Code;
  readonly color_picker: ColorPicker;
  readonly column: Column;
  readonly column_button: ColumnButton;
  readonly columns: Columns;
  readonly component_event: ComponentEvent;
  readonly component_instance: ComponentInstance;
  readonly container: Container;
  readonly data_editor: DataEditor;
  readonly dataframe: Dataframe;
  readonly date_input: DateInput;
  readonly datetime_input: DatetimeInput;
  readonly dialog: Dialog;
  readonly divider: Divider;
  readonly download_button: DownloadButton;
  readonly echarts_chart: EchartsChart;
  readonly empty: Empty;
  readonly exception: Exception_;
  readonly expander: Expander;
  readonly feedback: Feedback;
  readonly file_uploader: FileUploader;
  readonly form: Form;
  readonly form_submit_button: FormSubmitButton;
  readonly fragment: Fragment;
  readonly graphviz_chart: GraphvizChart;
  readonly grid: Grid;
  readonly grid_cell: GridCell;
  readonly heading: Heading;
  readonly help: Help;
  readonly html: Html;
  readonly iframe: Iframe;
  readonly image: Image;
  readonly json: Json;
  readonly latex: Latex;
  readonly line_chart: LineChart;
  readonly link_button: LinkButton;
  readonly main: Main;
  readonly map: Map;
  readonly markdown: Markdown;
  readonly menu_button: MenuButton;
  readonly mermaid_chart: MermaidChart;
  readonly metric: Metric;
  readonly multiselect: Multiselect;
  readonly number_input: NumberInput;
  readonly page: Page;
  readonly page_link: PageLink;
  readonly pagination: Pagination;
  readonly pdf: Pdf;
  readonly pills: Pills;
  readonly plotly_chart: PlotlyChart;
  readonly popover: Popover;
  readonly progress: Progress;
  readonly pydeck_chart: PydeckChart;
  readonly radio: Radio;
  readonly scatter_chart: ScatterChart;
  readonly segmented_control: SegmentedControl;
  readonly select_slider: SelectSlider;
  readonly selectbox: Selectbox;
  readonly sidebar: Sidebar;
  readonly skeleton: Skeleton;
  readonly slider: Slider;
  readonly slot: Slot;
  readonly space: Space;
  readonly spinner: Spinner;
  readonly status: Status;
  readonly tab: Tab;
  readonly table: Table;
  readonly tabs: Tabs;
  readonly task_status: TaskStatus;
  readonly text: Text;
  readonly text_area: TextArea;
  readonly text_input: TextInput;
  readonly time_input: TimeInput;
  readonly vega_lite_chart: VegaLiteChart;
  readonly video: Video;
}

export type Kind = keyof Kinds;
export type Props<K extends Kind> = Kinds[K];

export type InsertOp = readonly [tag: "insert", id: number, parent: number, after: number, kind: string, props: Readonly<Record<string, unknown>>];

export type SetOp = readonly [tag: "set", id: number, props: Readonly<Record<string, unknown>>];

export type AppendOp = readonly [tag: "append", id: number, prop: string, text: string];

export type PatchOp = readonly [tag: "patch", id: number, prop: string, items: readonly unknown[]];

export type RemoveOp = readonly [tag: "remove", ids: readonly number[]];

export type OrderOp = readonly [tag: "order", parent: number, children: readonly number[]];

export type KnownOp = readonly [tag: "known", id: number, by: string, entered: boolean];

export type Operation = InsertOp | SetOp | AppendOp | PatchOp | RemoveOp | OrderOp | KnownOp;

export type ToastEffect = readonly [tag: "toast", body: string, icon: string | null, duration: number];

export type CelebrationEffect = readonly [tag: "celebration", kind: "balloons" | "snow"];

export type LoginEffect = readonly [tag: "login", token: string];

export type RememberEffect = readonly [tag: "remember", number: number, kind: "cookie" | "storage", name: string, value: string | null, same_site: string, seconds: number | null];

export type Effect = ToastEffect | CelebrationEffect | LoginEffect | RememberEffect;

export type HelloMessage = readonly [tag: "hello", session: string, resumed: boolean, settings: Readonly<Record<string, unknown>>, received: number];

export type BatchMessage = readonly [tag: "batch", seq: number, ops: readonly (InsertOp | SetOp | AppendOp | PatchOp | RemoveOp | OrderOp | KnownOp)[], run: RunState | null, stale: readonly number[] | null, effects: readonly (ToastEffect | CelebrationEffect | LoginEffect | RememberEffect)[], reset: boolean, replaced: readonly number[] | null];

export type ProblemMessage = readonly [tag: "problem", code: string, message: string];

export type SourceChangedMessage = readonly [tag: "source"];

export type PongMessage = readonly [tag: "pong", received: number];

export type ByeMessage = readonly [tag: "bye", reason: "ended" | "stopping"];

export type ThreadsMessage = readonly [tag: "threads", session: string, now: number, threads: readonly ThreadInfo[], hidden: number];

export type ServerMessage = HelloMessage | BatchMessage | ProblemMessage | SourceChangedMessage | PongMessage | ByeMessage | ThreadsMessage;

export type OpenMessage = readonly [tag: "open", version: number, session: string | null, path: string, query: string, info: ClientInfo, resume: boolean, tab: string, kept: readonly (readonly [string, unknown, string])[], memory: Readonly<Record<string, string>>];

export type AckMessage = readonly [tag: "ack", seq: number];

export type InteractMessage = readonly [tag: "interact", changes: readonly (readonly [number, unknown])[], number: number];

export type FilledMessage = readonly [tag: "filled", changes: readonly (readonly [number, unknown])[]];

export type RerunMessage = readonly [tag: "rerun", query: string | null, path: string | null];

export type GoToMessage = readonly [tag: "go_to", path: string, query: string];

export type PingMessage = readonly [tag: "ping"];

export type StopMessage = readonly [tag: "stop"];

export type StopStreamMessage = readonly [tag: "stop_stream", number: number];

export type AlwaysRerunMessage = readonly [tag: "always_rerun", on: boolean];

export type EndMessage = readonly [tag: "end"];

export type WatchThreadsMessage = readonly [tag: "watch_threads", on: boolean, stacks: readonly string[]];

export type StopThreadMessage = readonly [tag: "stop_thread", number: number];

export type ClientMessage = OpenMessage | AckMessage | InteractMessage | FilledMessage | RerunMessage | GoToMessage | PingMessage | StopMessage | StopStreamMessage | AlwaysRerunMessage | EndMessage | WatchThreadsMessage | StopThreadMessage;

export interface ClientInfo {
  readonly timezone: string;
  readonly timezone_offset: number;
  readonly locale: string;
  readonly url: string;
  readonly theme: "dark" | "light";
  readonly embedded: boolean;
}

export interface ColumnLook {
  readonly column: string;
  readonly label: string | null;
  readonly width: number | "large" | "medium" | "small" | null;
  readonly help: string | null;
  readonly hidden: boolean;
  readonly pinned: boolean | null;
  readonly alignment: "center" | "left" | "right" | null;
  readonly type: "area_chart" | "audio" | "bar_chart" | "button" | "checkbox" | "date" | "datetime" | "image" | "json" | "line_chart" | "link" | "list" | "markdown" | "multiselect" | "number" | "progress" | "selectbox" | "text" | "time" | "video" | null;
  readonly format: string | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly display_text: string | null;
  readonly color: string | null;
  readonly timezone: string | null;
  readonly options: readonly (readonly [string | number | boolean | null, string | null, string | null])[] | null;
  readonly button: string | null;
  readonly button_type: "primary" | "secondary" | "tertiary" | null;
}

export interface ColumnRules {
  readonly column: string;
  readonly kind: "boolean" | "date" | "datetime" | "decimal" | "duration" | "empty" | "float" | "integer" | "list" | "other" | "text" | "time";
  readonly type: string;
  readonly required: boolean;
  readonly default: string | number | boolean | null | readonly string[];
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly step: number | null;
  readonly max_chars: number | null;
  readonly validate: string | null;
  readonly options: readonly (string | number | boolean | null)[] | null;
  readonly new_options: boolean;
}

export interface ComponentTable {
  readonly ref: string;
  readonly data: Blob_;
}

export interface Dataset {
  readonly name: string;
  readonly data: readonly Blob_[];
  readonly json: boolean;
}

export interface Edits {
  readonly of: string;
  readonly cells: readonly (readonly [number, readonly (readonly [string, string | number | boolean | null | readonly string[]])[]])[];
  readonly added: readonly (readonly [string, readonly (readonly [string, string | number | boolean | null | readonly string[]])[]])[];
  readonly deleted: readonly number[];
  readonly seen: readonly (readonly [string, number])[];
}

export interface Entry {
  readonly text: string;
  readonly files: readonly unknown[];
  readonly audio: unknown;
}

export interface FileRef {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface Logo {
  readonly image: Picture;
  readonly icon: Picture | null;
  readonly size: "large" | "medium" | "small";
  readonly link: string | null;
}

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly doc: string;
}

export interface PackedArray {
  readonly type: "date" | "f4" | "f8" | "i1" | "i2" | "i4" | "json" | "u1" | "u2" | "u4";
  readonly data: Blob_;
  readonly shape: readonly number[];
}

export interface PageEntry {
  readonly path: string;
  readonly title: string;
  readonly icon: string | null;
  readonly section: string;
  readonly hidden: boolean;
  readonly help: string | null;
  readonly url: string | null;
}

export type RunState = readonly [tag: "run", number: number, running: boolean, elapsed: number, lanes: readonly string[], stopping: boolean, queued: number, blocked: number];

export interface Selected {
  readonly name: string;
  readonly interval: boolean;
}

export interface ShownImage {
  readonly url: string | null;
  readonly blob: Blob_ | null;
  readonly type: string;
  readonly caption: string;
  readonly alt: string | null;
}

export interface SpecialArgument {
  readonly name: string;
  readonly data: Blob_;
  readonly index: Blob_ | null;
  readonly columns: Blob_ | null;
}

export interface Subtitles {
  readonly label: string;
  readonly blob: Blob_;
}

export interface ThreadInfo {
  readonly id: string;
  readonly kind: "app" | "coroutine" | "job" | "library" | "script" | "server" | "thread" | "timer" | "treadle";
  readonly name: string;
  readonly state: "blocked" | "running" | "stopping" | "waiting";
  readonly session: string | null;
  readonly since: number | null;
  readonly where: StackFrame | null;
  readonly inside: string | null;
  readonly waits_for: string | null;
  readonly locks: readonly string[];
  readonly worker: string | null;
  readonly run: number | null;
  readonly background: boolean;
  readonly spawn: StackFrame | null;
  readonly stack: readonly StackFrame[] | null;
  readonly stop: number | null;
  readonly why: string | null;
}

export interface TraceFrame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly code: string;
  readonly app: boolean;
}

export interface Upload {
  readonly token: string;
  readonly types: readonly string[];
  readonly max_size: number;
  readonly multiple: boolean;
  readonly recordings: boolean;
  readonly directory: boolean;
}

export interface Windows {
  readonly source: string;
  readonly rows: number;
  readonly block: number;
}

export interface Picture {
  readonly icon: string | null;
  readonly url: string | null;
  readonly blob: Blob_ | null;
  readonly type: string;
}

export interface StackFrame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly code: string;
  readonly app: boolean;
}

/** Defaults that the wire leaves out. */
export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "alert": {
    "rest": null,
    "rest_size": 0,
    "icon": null,
    "title": null,
    "width": "stretch"
  },
  "area_chart": {
    "x": null,
    "y": [],
    "series": null,
    "colors": [],
    "x_label": null,
    "y_label": null,
    "width": "stretch",
    "height": "content",
    "alt": null,
    "stack": false
  },
  "audio": {
    "url": null,
    "blob": null,
    "start": 0,
    "end": null,
    "loop": false,
    "autoplay": false,
    "width": "stretch",
    "alt": null
  },
  "audio_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [],
    "upload": {
      "token": "",
      "types": [],
      "max_size": 209715200,
      "multiple": false,
      "recordings": false,
      "directory": false
    },
    "sample_rate": 16000
  },
  "bar_chart": {
    "bind": null,
    "key": null,
    "datasets": [],
    "selections": [],
    "themed": true,
    "width": "stretch",
    "height": "content",
    "alt": null,
    "value": null
  },
  "bidi_component": {
    "bind": null,
    "key": null,
    "html": "",
    "css": "",
    "css_file": null,
    "script": null,
    "script_file": null,
    "isolated": true,
    "data": null,
    "raw": null,
    "tables": [],
    "width": "stretch",
    "height": "content",
    "value": null
  },
  "button": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "type": "secondary",
    "icon": null,
    "icon_position": "left",
    "shortcut": null,
    "wrap": null
  },
  "camera_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [],
    "upload": {
      "token": "",
      "types": [],
      "max_size": 209715200,
      "multiple": false,
      "recordings": false,
      "directory": false
    },
    "resolution": null
  },
  "caption": {
    "rest": null,
    "rest_size": 0,
    "html": false,
    "help": null,
    "width": "auto",
    "text_alignment": "left",
    "anchors": true,
    "wrap": true,
    "stream": 0,
    "cursor": ""
  },
  "chat_input": {
    "bind": null,
    "key": null,
    "value": null,
    "max_chars": null,
    "files": false,
    "upload": null,
    "sample_rate": null,
    "disabled": false,
    "submit_mode": "submit",
    "text": "",
    "fill": 0,
    "width": "stretch",
    "height": "content"
  },
  "chat_message": {
    "avatar": "",
    "image": null,
    "address": null,
    "width": "stretch"
  },
  "checkbox": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "toggle": false,
    "wrap": null
  },
  "code": {
    "rest": null,
    "rest_size": 0,
    "language": "python",
    "line_numbers": false,
    "wrap_lines": false,
    "height": "content",
    "width": "stretch"
  },
  "color_picker": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": "#000000"
  },
  "column": {
    "weight": 1.0,
    "border": false
  },
  "column_button": {
    "bind": null,
    "key": null,
    "value": null,
    "rows": 0
  },
  "columns": {
    "gap": "small",
    "vertical_alignment": "top",
    "width": "stretch",
    "wrap": true
  },
  "component_event": {
    "bind": null,
    "key": null,
    "value": null
  },
  "component_instance": {
    "bind": null,
    "key": null,
    "url": null,
    "special": [],
    "tab_index": null,
    "value": null
  },
  "container": {
    "border": false,
    "width": "stretch",
    "height": "content",
    "horizontal": false,
    "wrap": true,
    "horizontal_alignment": "left",
    "vertical_alignment": "top",
    "gap": "small",
    "autoscroll": null,
    "key": null
  },
  "data_editor": {
    "bind": null,
    "key": null,
    "windows": null,
    "value": {
      "of": "",
      "cells": [],
      "added": [],
      "deleted": [],
      "seen": []
    },
    "of": "",
    "width": "stretch",
    "height": "auto",
    "hide_index": null,
    "column_order": null,
    "looks": [],
    "rules": [],
    "row_height": null,
    "placeholder": null,
    "note": null,
    "alt": null,
    "num_rows": "fixed",
    "disabled": false,
    "rows": 0,
    "labelled": false
  },
  "dataframe": {
    "bind": null,
    "key": null,
    "value": [
      [],
      [],
      []
    ],
    "selection_mode": [],
    "rows": 0,
    "names": [],
    "windows": null,
    "width": "stretch",
    "height": "auto",
    "hide_index": null,
    "column_order": null,
    "looks": [],
    "row_height": null,
    "placeholder": null,
    "note": null,
    "alt": null
  },
  "date_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [],
    "format": "YYYY/MM/DD",
    "is_range": false,
    "required": false,
    "clearable": false,
    "moving": false
  },
  "datetime_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": null,
    "format": "YYYY/MM/DD",
    "step": 900,
    "required": false,
    "clearable": false,
    "moving": false
  },
  "dialog": {
    "bind": null,
    "key": null,
    "open": true,
    "icon": null,
    "position": "center",
    "dismissible": true,
    "width": "small"
  },
  "divider": {
    "width": "stretch"
  },
  "download_button": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "type": "secondary",
    "icon": null,
    "icon_position": "left",
    "shortcut": null,
    "wrap": null,
    "address": "",
    "file_name": null,
    "made": false,
    "quiet": false
  },
  "echarts_chart": {
    "bind": null,
    "key": null,
    "arrays": [],
    "themed": true,
    "renderer": "canvas",
    "selects": false,
    "width": "stretch",
    "height": 400,
    "alt": null,
    "value": null
  },
  "exception": {
    "markdown": false,
    "frames": [],
    "thread": null,
    "spawn": [],
    "cause": null,
    "width": "stretch"
  },
  "expander": {
    "bind": null,
    "key": null,
    "tracked": false,
    "value": false,
    "icon": null,
    "type": "default",
    "width": "stretch"
  },
  "feedback": {
    "bind": null,
    "key": null,
    "disabled": false,
    "width": "content",
    "options": "thumbs",
    "value": null
  },
  "file_uploader": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [],
    "upload": {
      "token": "",
      "types": [],
      "max_size": 209715200,
      "multiple": false,
      "recordings": false,
      "directory": false
    }
  },
  "form": {
    "clear_on_submit": false,
    "enter_to_submit": true,
    "border": true,
    "width": "stretch",
    "height": "content"
  },
  "form_submit_button": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "type": "secondary",
    "icon": null,
    "icon_position": "left",
    "shortcut": null,
    "wrap": null
  },
  "graphviz_chart": {
    "engine": "dot",
    "width": "content",
    "height": "content",
    "alt": null
  },
  "grid": {
    "columns": null,
    "min_column_width": null,
    "wrap": true,
    "gap": "small",
    "row_gap": "small",
    "vertical_alignment": "top",
    "border": false,
    "row_height": "content",
    "width": "stretch",
    "height": "content",
    "dense": false,
    "key": null
  },
  "grid_cell": {
    "column_span": 1,
    "row_span": 1
  },
  "heading": {
    "anchor": null,
    "linked": true,
    "help": null,
    "icon": null,
    "divider": null,
    "width": "stretch",
    "text_alignment": "left",
    "wrap": true
  },
  "help": {
    "name": "",
    "value": "",
    "signed": false,
    "doc": "",
    "members": [],
    "width": "stretch"
  },
  "html": {
    "scripts": false,
    "styles": false,
    "width": "stretch"
  },
  "iframe": {
    "src": null,
    "document": null,
    "page": false,
    "width": "stretch",
    "height": "content",
    "scrolling": true,
    "tab_index": null,
    "alt": null
  },
  "image": {
    "width": "content",
    "link": null
  },
  "json": {
    "expanded": true,
    "width": "stretch"
  },
  "latex": {
    "help": null,
    "width": "stretch"
  },
  "line_chart": {
    "x": null,
    "y": [],
    "series": null,
    "colors": [],
    "x_label": null,
    "y_label": null,
    "width": "stretch",
    "height": "content",
    "alt": null
  },
  "link_button": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "type": "secondary",
    "icon": null,
    "icon_position": "left",
    "shortcut": null,
    "wrap": null,
    "quiet": true
  },
  "map": {
    "bind": null,
    "key": null,
    "arrays": [],
    "tooltip": null,
    "ground": "theme",
    "tiles": null,
    "attribution": null,
    "mode": null,
    "width": "stretch",
    "height": 500,
    "alt": null,
    "value": null
  },
  "markdown": {
    "rest": null,
    "rest_size": 0,
    "html": false,
    "help": null,
    "width": "auto",
    "text_alignment": "left",
    "anchors": true,
    "wrap": true,
    "stream": 0,
    "cursor": ""
  },
  "menu_button": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": null,
    "options": [],
    "type": "secondary",
    "icon": null,
    "wrap": null
  },
  "mermaid_chart": {
    "width": "stretch",
    "alt": null
  },
  "metric": {
    "delta": null,
    "color": "off",
    "arrow": "off",
    "help": null,
    "icon": null,
    "label_visibility": "visible",
    "border": false,
    "width": "stretch",
    "height": "content",
    "chart": [],
    "chart_type": "line",
    "format": null,
    "delta_description": null
  },
  "multiselect": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [],
    "placeholder": null,
    "max_selections": null,
    "accept_new_options": false,
    "filter_mode": "fuzzy",
    "select_all": 1000,
    "wrap": null
  },
  "number_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": null,
    "integer": false,
    "min": null,
    "max": null,
    "placeholder": null,
    "icon": null,
    "required": false
  },
  "page": {
    "title": null,
    "icon": null,
    "layout": "centered",
    "initial_sidebar_state": "auto",
    "menu_items": [],
    "logo": null,
    "pages": [],
    "navigation": "hidden",
    "expanded": false,
    "current": null,
    "unknown": null,
    "path": "",
    "query": "",
    "step": 0
  },
  "page_link": {
    "page": "",
    "url": null,
    "query": "",
    "icon": null,
    "icon_position": "left",
    "help": null,
    "disabled": false,
    "width": "content"
  },
  "pagination": {
    "bind": null,
    "key": null,
    "disabled": false,
    "width": "content",
    "value": 1,
    "max_visible_pages": 7
  },
  "pdf": {
    "url": null,
    "blob": null,
    "height": 500,
    "alt": null,
    "key": null
  },
  "pills": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": [],
    "multiple": false,
    "required": false,
    "wrap": null
  },
  "plotly_chart": {
    "bind": null,
    "key": null,
    "arrays": [],
    "curves": 0,
    "config": "{}",
    "themed": true,
    "own_look": false,
    "modes": [],
    "width": "stretch",
    "height": 450,
    "least_height": 450,
    "alt": null,
    "value": null
  },
  "popover": {
    "bind": null,
    "key": null,
    "tracked": false,
    "value": false,
    "type": "secondary",
    "help": null,
    "icon": null,
    "disabled": false,
    "wrap": null,
    "width": "content"
  },
  "progress": {
    "text": null,
    "width": "stretch"
  },
  "pydeck_chart": {
    "bind": null,
    "key": null,
    "arrays": [],
    "tooltip": null,
    "ground": "theme",
    "tiles": null,
    "attribution": null,
    "mode": null,
    "width": "stretch",
    "height": 500,
    "alt": null,
    "value": null
  },
  "radio": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": null,
    "captions": [],
    "horizontal": false
  },
  "scatter_chart": {
    "bind": null,
    "key": null,
    "datasets": [],
    "selections": [],
    "themed": true,
    "width": "stretch",
    "height": "content",
    "alt": null,
    "value": null
  },
  "segmented_control": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": [],
    "multiple": false,
    "required": false,
    "wrap": null
  },
  "select_slider": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": [
      0
    ]
  },
  "selectbox": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": null,
    "placeholder": null,
    "icon": null,
    "required": false,
    "clearable": false,
    "accept_new_options": false,
    "filter_mode": "fuzzy"
  },
  "skeleton": {
    "height": null,
    "width": "stretch",
    "late": false
  },
  "slider": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch"
  },
  "space": {
    "size": "small"
  },
  "spinner": {
    "show_time": false,
    "width": "content"
  },
  "status": {
    "state": "running",
    "expanded": false,
    "type": "default",
    "width": "stretch"
  },
  "table": {
    "border": true,
    "width": "stretch",
    "height": "content",
    "hide_index": null,
    "hide_header": false,
    "note": null,
    "alt": null
  },
  "tabs": {
    "bind": null,
    "key": null,
    "tracked": false,
    "value": 0,
    "options": [],
    "width": "stretch",
    "height": "content"
  },
  "task_status": {
    "bind": null,
    "key": null,
    "width": "stretch",
    "value": null,
    "place": "",
    "status": "pending",
    "progress": null,
    "text": "",
    "position": null,
    "started": null,
    "elapsed": 0.0,
    "output": null,
    "error": null
  },
  "text": {
    "rest": null,
    "rest_size": 0,
    "help": null,
    "width": "content",
    "text_alignment": "left",
    "wrap": true
  },
  "text_area": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": "",
    "max_chars": null,
    "placeholder": null,
    "required": false,
    "height": null
  },
  "text_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": "",
    "max_chars": null,
    "placeholder": null,
    "required": false,
    "type": "default",
    "icon": null,
    "autocomplete": "",
    "pattern": null,
    "complaint": null,
    "live": null
  },
  "time_input": {
    "bind": null,
    "key": null,
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "stretch",
    "value": null,
    "step": 900,
    "format": "24h",
    "required": false,
    "clearable": false,
    "moving": false
  },
  "vega_lite_chart": {
    "bind": null,
    "key": null,
    "datasets": [],
    "selections": [],
    "themed": true,
    "width": "stretch",
    "height": "content",
    "alt": null,
    "value": null
  },
  "video": {
    "url": null,
    "blob": null,
    "youtube": null,
    "subtitles": [],
    "start": 0,
    "end": null,
    "loop": false,
    "autoplay": false,
    "muted": false,
    "width": "stretch",
    "alt": null
  }
};
