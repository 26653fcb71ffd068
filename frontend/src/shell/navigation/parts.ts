export { Logo } from "./Logo";
export { SidebarMenu } from "./SidebarMenu";
export { TopMenu } from "./TopMenu";
export { UnknownPage } from "./UnknownPage";
