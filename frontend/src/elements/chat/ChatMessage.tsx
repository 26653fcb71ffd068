import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import { useBlobUrl } from "../hooks";
import flowStyles from "../shared/Flow.module.css";
import { Icon } from "../shared/Icon";
import styles from "./ChatMessage.module.css";

const SIGNS: Readonly<Record<string, string>> = {
  user: ":material/person:",
  assistant: ":material/smart_toy:",
};

/** A message of a chat, beside the picture of its author. */
export default function ChatMessage({ id, props }: ElementProps<"chat_message">): ReactNode {
  const { name, avatar } = props;
  return (
    <article className={styles.root} data-author={avatar || undefined} aria-label={`Message of ${name}`}>
      <div className={styles.avatar} data-testid={avatarName(props)} aria-hidden="true">
        <Avatar props={props} />
      </div>
      <div
        className={`${styles.content} ${flowStyles.root} stVerticalBlock`}
        data-testid="stChatMessageContent"
      >
        <Children id={id} />
      </div>
    </article>
  );
}

/** What Streamlit calls the picture beside a message. */
function avatarName({ avatar, image, address }: ElementProps<"chat_message">["props"]): string {
  if (image !== null || address !== null) return "stChatMessageAvatarImage";
  if (avatar === "user") return "stChatMessageAvatarUser";
  return avatar === "assistant" ? "stChatMessageAvatarAssistant" : "stChatMessageAvatarCustom";
}

function Avatar({ props }: Pick<ElementProps<"chat_message">, "props">): ReactNode {
  const { name, avatar, image, address } = props;
  const url = useBlobUrl(image);
  const picture = address ?? url;
  if (picture !== undefined && picture !== null) return <img src={picture} alt="" />;
  if (avatar !== "") return <Icon icon={SIGNS[avatar] ?? avatar} />;
  return [...name.trim()][0]?.toUpperCase() ?? "?";
}
