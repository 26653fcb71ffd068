import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import styles from "./Doc.module.css";

/** What is known about an object: name, type, value, documentation and members. */
export default function Help({ props }: ElementProps<"help">): ReactNode {
  const { name, type, value, doc, members } = props;
  return (
    <div className={`${styles.root} stHelp`} data-testid="stHelp">
      <div className={styles.head}>
        {name === "" ? null : (
          <span className={styles.name} data-testid="stHelpName">
            {name}
          </span>
        )}
        {type === "" ? null : (
          <span className={styles.type} data-testid="stHelpType">
            {type}
          </span>
        )}
        {value === "" ? null : (
          <span className={styles.value} data-testid="stHelpValue">
            {value}
          </span>
        )}
      </div>
      <div className={styles.doc} data-testid="stHelpDoc">
        {doc === "" ? <span className={styles.none}>No docs available</span> : doc}
      </div>
      {members.length === 0 ? null : (
        <table className={styles.members} data-testid="stHelpMembersTable">
          <caption className="tr-visually-hidden">Members</caption>
          <tbody>
            {members.map((member) => (
              <tr key={member.name} data-testid="stHelpMember">
                <th scope="row">
                  <span className={styles.name} data-testid="stHelpMemberDocName">
                    {member.name}
                  </span>
                  <span className={styles.type} data-testid="stHelpMemberDocType">
                    {member.type}
                  </span>
                </th>
                <td>
                  {member.value !== "" ? (
                    <span className={styles.value} data-testid="stHelpMemberDocValue">
                      {member.value}
                    </span>
                  ) : member.doc !== "" ? (
                    <span data-testid="stHelpMemberDocString">{member.doc}</span>
                  ) : (
                    <span className={styles.none}>No docs available</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
