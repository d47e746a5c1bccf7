# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Renewed at one place, silent at another, gone from a third; then nowhere left, which clears the text.
.deployments.items[0] as $place
| def places($states): .deployments.items = [$states[] | . as $state | $place | .key = "dc1/\($state):443" | .state = $state]
    | .deployments.count = ($states | map(select(. != "gone")) | length);
  places(["serves", "renewed", "other", "unreachable", "gone"]),
  (places(["renewed", "other", "gone"]) | .deployments.served = 0)
