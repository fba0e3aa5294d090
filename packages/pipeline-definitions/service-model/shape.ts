/** A type of an AWS API with its constraints, as botocore describes it (`extract.py`). */
export interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  /** Of a structure: the shape of each member, by name. */
  readonly members?: Readonly<Record<string, string>>;
  /** Of a list. */
  readonly member?: string;
  /** Of a map. */
  readonly key?: string;
  readonly value?: string;
  /** A structure of which exactly one member is given. */
  readonly union?: boolean;
}
