import type { SoundTfvars } from "./draft";
import type { Remark } from "./finding";

/** Numbers of machines that would give wrong results, or the same result several times. */
export function checkScaling(sound: SoundTfvars): Remark[] {
  const remarks: Remark[] = [];
  const { processing_instance_count: processing = 1, training_instance_count: training = 1 } = sound;
  if (processing > 1 && sound.processing_engine !== "spark") {
    remarks.push({
      pointer: "/processing_instance_count",
      expected:
        '1 with processing_engine "pandas", which is one process: another machine would do the same work again, or, given a part of the data, fit medians and splits to that part',
      found: String(processing),
      mend: 'set "processing_engine": "spark", or take the key out',
    });
  }
  // XGBoost adds up what the machines found. With all of the data on each, every row counts once a machine, against
  // min_child_weight, gamma and lambda, and nothing is faster.
  if (training > 1 && sound.training_data_distribution === "FullyReplicated") {
    remarks.push({
      pointer: "/training_data_distribution",
      expected: `"ShardedByS3Key" for ${training} machines: each would count every row again, and the training would be no faster`,
      found: '"FullyReplicated"',
      mend: "take the key out",
    });
  }
  return remarks;
}

/** A number of machines of which all but one may have nothing to do. */
export function adviseScaling({ transform_instance_count: transform = 1 }: SoundTfvars): Remark[] {
  if (transform === 1) return [];
  return [
    {
      pointer: "/transform_instance_count",
      // https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html, "Use batch transform to get inferences from
      // large datasets": one instance processes one file, the other another.
      expected:
        "1 while a batch is one file: batch transform hands out whole files, and further machines wait",
      found: String(transform),
      mend: "take the key out, unless executions are given a folder of files as transform_input",
    },
  ];
}
