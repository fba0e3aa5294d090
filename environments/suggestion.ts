/** The library of pipeline definitions has it, because it can be used without this project. */
export { didYouMean } from "../pipeline-defs/sagemaker/suggestion";
