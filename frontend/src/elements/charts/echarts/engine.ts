/** ECharts, fetched with the first chart. */

import { lazy } from "../../shared/lazy";

export const echarts = lazy(() => import("echarts"));
export type ECharts = Awaited<ReturnType<typeof echarts.load>>;
export type Chart = ReturnType<ECharts["init"]>;
