/** What a person can say of a version, as SageMaker spells it. */
export type Decision = "Approved" | "Rejected";
