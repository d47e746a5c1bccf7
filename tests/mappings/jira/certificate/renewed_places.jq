# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# More places than a record lists: 80 of them all renewed, which clears the text; half of them, seen in the list and not.
.deployments.items[0] as $place
| def places($served; $listed): .deployments += {count: 80, served: $served, unreachable: 0}
    | .deployments.items = [range(50) | . as $n | $place | .key = "dc1/10.20.0.\($n):443"
      | .state = if $n < $listed then "serves" else "renewed" end];
  places(0; 0), places(40; 10), places(30; 0)
