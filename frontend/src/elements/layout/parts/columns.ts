import { createContext } from "react";

/** How many columns the grid around an element has now. */
export const ColumnsContext = createContext(1);
