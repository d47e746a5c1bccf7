# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Renewed at one place, silent at another, gone from a third; then nowhere left, which clears the text.
.deployments.items[0] as $place
| def places($states): .deployments.items = [$states[] | . as $state | $place | .key = "dc1/\($state):443" | .state = $state]
    | .deployments += {count: 0, served: 0, unreachable: 0}
    | reduce $states[] as $state (.; .deployments.count += (if $state == "gone" then 0 else 1 end)
      | if $state == "serves" then .deployments.served += 1 elif $state == "unreachable" then .deployments.unreachable += 1 else . end);
  places(["serves", "renewed", "other", "unreachable", "gone"]),
  places(["renewed", "other", "gone"])
