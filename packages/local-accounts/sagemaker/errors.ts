/** An error that the API answers with; `type` is AWS's name for it (`__type` on the wire). */
export class ApiError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = status;
  }
}

/** Bad input, and (as AWS has it) most things that do not exist outside pipelines. */
export function validationException(message: string): ApiError {
  return new ApiError("ValidationException", message);
}

/** A pipeline, an execution or a job that does not exist. */
export function resourceNotFound(message: string): ApiError {
  return new ApiError("ResourceNotFound", message);
}

export function conflictException(message: string): ApiError {
  return new ApiError("ConflictException", message);
}

export function resourceInUse(message: string): ApiError {
  return new ApiError("ResourceInUse", message);
}

export function accessDenied(message: string): ApiError {
  return new ApiError("AccessDeniedException", message);
}

/** A value of the wrong JSON type. */
export function serializationException(message: string): ApiError {
  return new ApiError("SerializationException", message);
}

/** An operation of SageMaker's that the rehearsal does not have. */
export function unknownOperation(operation: string): ApiError {
  return new ApiError(
    "UnknownOperationException",
    `the rehearsal's SageMaker has no ${operation}: it runs pipelines, their jobs, models and the model registry`,
  );
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
